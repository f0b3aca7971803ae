package dev.headrace.webhook.fanout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.platform.event.CloudEvent;
import dev.headrace.webhook.deliver.Due;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class NoticeTest {
    private static final UUID ID = UUID.randomUUID();
    private static final Instant AT = Instant.parse("2026-11-22T10:00:00.120Z");
    private static final String DATA = "{\"task\":{\"owner\":\"anna\",\"n\":1.0},\"é\":1}";

    @Test
    void carriesTheDataAsItCame() {
        // When
        Notice notice = Notice.of(event(ID.toString(), "dev.headrace.task.dead", "t", DATA));

        // Then
        assertEquals(ID, notice.id());
        assertEquals("task.dead", notice.name());
        assertEquals("anna", notice.owner());
        assertEquals(
                "{\"type\":\"task.dead\",\"timestamp\":\"2026-11-22T10:00:00.120Z\",\"data\":" + DATA + "}",
                notice.body().toString());
    }

    @Test
    void theOwnerOfADeadLetterIsTold() {
        // When
        Notice notice = Notice.of(event(
                ID.toString(), "dev.headrace.dead_letter.retried", "t", "{\"dead_letter\":{\"owner\":\"anna\"}}"));

        // Then
        assertEquals("dead_letter.retried", notice.name());
        assertEquals("anna", notice.owner());
    }

    @Test
    void theOwnerOfABatchIsTold() {
        // When
        Notice notice = Notice.of(
                event(ID.toString(), "dev.headrace.batch.completed", "t", "{\"batch\":{\"owner\":\"anna\"}}"));

        // Then
        assertEquals("batch.completed", notice.name());
        assertEquals("anna", notice.owner());
    }

    @Test
    void anEventOfALaterVersionIsPassedOn() {
        // When
        Notice notice = Notice.of(event(ID.toString(), "dev.headrace.batch.finished", "t", "[1]"));

        // Then
        assertEquals("batch.finished", notice.name());
        assertEquals("", notice.owner());
    }

    @Test
    void whatCannotBeToldIsRefused() {
        refused(event("not-a-uuid", "dev.headrace.task.dead", "t", "{}"));
        refused(event(ID.toString(), "dev.headrace.Task Dead", "t", "{}"));
        refused(event(ID.toString(), "dev.headrace.task.dead", "t\0", "{}"));
        refused(event(ID.toString(), "dev.headrace.task.dead", " ", "{}"));
        refused(event(ID.toString(), "dev.headrace.task.dead", "t", ""));
        refused(event(ID.toString(), "dev.headrace.task.dead", "t", "{\"a\":"));
        refused(event(ID.toString(), "dev.headrace.task.dead", "t", "{} {}"));
    }

    @Test
    void aSubscriptionWantsItsTenantsOrItsOwnersEvents() {
        // Given
        Notice annas = Notice.of(event(ID.toString(), "dev.headrace.task.dead", "t", DATA));

        // When / Then
        assertTrue(subscription("t", "boris", false, "task.*").wants(annas));
        assertTrue(subscription("t", "anna", true, "task.dead").wants(annas));
        assertFalse(subscription("t", "boris", true, "*").wants(annas));
        assertFalse(subscription("other", "anna", false, "*").wants(annas));
        assertFalse(subscription("t", "anna", false, "task.succeeded").wants(annas));
    }

    private static void refused(CloudEvent event) {
        assertThrows(IllegalArgumentException.class, () -> Notice.of(event), event::toString);
    }

    private static CloudEvent event(String id, String type, String tenant, String data) {
        return new CloudEvent(id, type, "/headrace/task-service", AT, "subject", tenant, data);
    }

    private static Subscription subscription(String tenant, String owner, boolean ownOnly, String event) {
        return new Subscription(
                UUID.randomUUID(), tenant, owner, ownOnly, List.of(event), true, new Due.Target("", List.of(), ""));
    }
}
