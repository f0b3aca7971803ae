package dev.headrace.platform.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.headrace.platform.event.CloudEvent;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OutboxTest {
    @Test
    void eventsComeBackAsTheyWereInOrder() {
        // Given
        List<CloudEvent> events = List.of(
                new CloudEvent(
                        "1",
                        "dev.headrace.a",
                        "/s",
                        Instant.parse("2026-01-02T03:04:05.678Z"),
                        "s1",
                        "t",
                        "{\"text\":\"ü \\\"quoted\\\" \\u0000\",\"n\":1.50}"),
                new CloudEvent("2", "dev.headrace.b", "/s", Instant.EPOCH, "s2", "t", "[1,2]"));

        // When
        List<CloudEvent> read = Outbox.decode(Outbox.encode(events));

        // Then
        assertEquals(events, read);
    }

    @Test
    void aRowOfMoreThanABufferComesBack() {
        String data = "{\"text\":\"" + "ä{[\\\"".repeat(3_000) + "\"}";
        List<CloudEvent> events = IntStream.range(0, 40)
                .mapToObj(i -> new CloudEvent("id" + i, "dev.headrace.a", "/s", Instant.EPOCH, "s" + i, "t", data))
                .toList();

        assertEquals(events, Outbox.decode(Outbox.encode(events)));
    }

    @Test
    void whatIsNoRowIsRefused() {
        assertThrows(UncheckedIOException.class, () -> Outbox.decode("{}"));
        assertThrows(UncheckedIOException.class, () -> Outbox.decode("[{\"id\":\"1\"}]"));
    }
}
