package dev.headrace.task.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.platform.api.JsonBytes;
import dev.headrace.task.lease.LeasedTask;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ParcelTest {
    private static LeasedTask task(int size) {
        String payload = "\"" + "x".repeat(size) + "\"";
        return new LeasedTask(
                UUID.randomUUID(),
                null,
                1,
                1,
                5,
                "t",
                "q",
                "NORMAL",
                payload,
                Instant.EPOCH,
                Instant.EPOCH,
                null,
                null,
                null);
    }

    @Test
    void tasksGoOutInTheirOrderInMessagesUnderTheBound() {
        // Given
        List<LeasedTask> tasks =
                Stream.of(100, 400, 3_000, 10, 10, 900).map(ParcelTest::task).toList();

        // When
        List<Parcel> parcels = Parcel.of(tasks, 2_000);

        // Then
        assertEquals(tasks, parcels.stream().flatMap(p -> p.tasks().stream()).toList());
        for (Parcel parcel : parcels) {
            assertTrue(parcel.text().length() <= 2_000 || parcel.tasks().size() == 1);
            JsonNode read = JsonBytes.tree(parcel.text().getBytes(StandardCharsets.UTF_8));
            assertEquals("tasks", read.get("type").asText());
            assertEquals(parcel.tasks().size(), read.get("tasks").size());
        }
        assertEquals(3, parcels.size());
    }

    @Test
    void nothingIsNoMessage() {
        assertEquals(List.of(), Parcel.of(List.of(), 2_000));
    }
}
