package dev.headrace.task.deadletter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.task.inspect.TaskSearch.Found;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** An export takes as much memory for a million as for one. */
class ExportTest {
    private static final int PAGES = 1_000;

    private final List<UUID> asked = new ArrayList<>();

    private Uni<Found<LetterView>> page(UUID before) {
        return Uni.createFrom().item(() -> {
            asked.add(before);
            int n = asked.size();
            List<LetterView> letters =
                    IntStream.range(0, 3).mapToObj(i -> letter(n)).toList();
            return new Found<>(letters, n < PAGES ? new UUID(0, n) : null, null);
        });
    }

    private static LetterView letter(int n) {
        return new LetterView(
                new UUID(1, n),
                new UUID(2, n),
                "acme",
                "ann",
                "mail",
                "default",
                "NORMAL",
                LetterStatus.PENDING,
                "CRASHED",
                new LetterView.Fault("E", "m", null),
                null,
                "f",
                Instant.EPOCH,
                Instant.EPOCH,
                1,
                1,
                null,
                null,
                null,
                Instant.EPOCH,
                null,
                null);
    }

    @Test
    void noPageIsReadBeforeTheOneBeforeItIsTaken() {
        // Given
        AssertSubscriber<byte[]> caller =
                ExportResource.lines(this::page).subscribe().withSubscriber(AssertSubscriber.create(0));

        // When / Then: the head, and then a page for each that is asked for
        for (int wanted = 1; wanted <= 10; wanted++) {
            caller.request(1);
            assertEquals(wanted, caller.getItems().size());
            assertTrue(asked.size() <= wanted, "pages read for " + wanted + " parts: " + asked.size());
        }
        caller.request(Long.MAX_VALUE).assertCompleted();
        assertEquals(PAGES + 1, caller.getItems().size());
        assertEquals(PAGES, asked.size());
        assertEquals(PAGES, asked.stream().distinct().count());
    }
}
