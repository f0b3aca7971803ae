package dev.headrace.platform.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headrace.platform.event.CloudEvent;
import java.time.Instant;
import java.util.List;
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
        assertEquals(events.size(), read.size());
        assertEquals(events.getLast(), read.getLast());
        assertEquals(events.getFirst().time(), read.getFirst().time());
        assertEquals(
                "{\"text\":\"ü \\\"quoted\\\" \\u0000\",\"n\":1.5}",
                read.getFirst().data());
    }
}
