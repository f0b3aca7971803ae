package dev.headrace.analytics.ingest;

import dev.headrace.analytics.rollup.Fact;
import dev.headrace.analytics.rollup.Observation;
import dev.headrace.platform.event.CloudEvent;
import dev.headrace.platform.event.TaskEvent;
import dev.headrace.platform.event.TaskEvents;
import dev.headrace.platform.event.TaskFacts;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Reads records of the task topic as observations. */
final class EventReader {
    private static final int MAX_NAME = 256;
    /** Ten years; what is longer is a broken clock, and sums of it would overflow. */
    private static final long MAX_MS = 315_360_000_000L;

    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    private EventReader() {}

    static Reading read(ConsumerRecord<?, byte[]> record) {
        try {
            CloudEvent event = CloudEvent.of(record);
            UUID id = UUID.fromString(event.id());
            check(id.getMostSignificantBits() != 0 || id.getLeastSignificantBits() != 0, "ce_id is nil");
            Optional<TaskEvent> parsed = TaskEvents.parse(event);
            if (parsed.isEmpty()) {
                return new Reading.Unknown(event.type());
            }
            return new Reading.Counted(id, observation(parsed.get(), event.time()));
        } catch (IllegalArgumentException e) {
            return new Reading.Poison(String.valueOf(e.getMessage()));
        }
    }

    private static Observation observation(TaskEvent event, Instant at) {
        TaskFacts task = event.task();
        check(task != null, "the event names no task");
        check(!at.isBefore(EARLIEST) && at.isBefore(LATEST), "ce_time is out of range");
        String tenant = name(task.tenant(), "tenant");
        String type = name(task.type(), "type");
        String queue = name(task.queue(), "queue");
        return new Observation(at, tenant, type, queue, fact(event), waitMs(event), runMs(event));
    }

    private static Fact fact(TaskEvent event) {
        return switch (event) {
            case TaskEvent.Submitted _ -> Fact.SUBMITTED;
            case TaskEvent.Ready _ -> Fact.READY;
            case TaskEvent.Started _ -> Fact.STARTED;
            case TaskEvent.Succeeded _ -> Fact.SUCCEEDED;
            case TaskEvent.Retrying _ -> Fact.RETRYING;
            case TaskEvent.Dead _ -> Fact.DEAD;
            case TaskEvent.Cancelled _ -> Fact.CANCELLED;
            case TaskEvent.Released _ -> Fact.RELEASED;
        };
    }

    /** Outcomes repeat the wait of their attempt; it counts once, at the start. */
    private static @Nullable Long waitMs(TaskEvent event) {
        return event instanceof TaskEvent.Started started ? duration(started.waitMs(), "wait_ms") : null;
    }

    private static @Nullable Long runMs(TaskEvent event) {
        return switch (event) {
            case TaskEvent.Succeeded succeeded -> duration(succeeded.runMs(), "run_ms");
            case TaskEvent.Retrying retrying -> duration(retrying.runMs(), "run_ms");
            case TaskEvent.Dead dead -> dead.lease() == null ? null : duration(dead.runMs(), "run_ms");
            case TaskEvent.Submitted _,
                    TaskEvent.Ready _,
                    TaskEvent.Started _,
                    TaskEvent.Cancelled _,
                    TaskEvent.Released _ -> null;
        };
    }

    private static Long duration(long ms, String field) {
        check(ms >= 0 && ms <= MAX_MS, field + " is out of range");
        return ms;
    }

    /** JSON may lack the field, and PostgreSQL refuses the character 0. */
    private static String name(@Nullable String text, String field) {
        if (text == null || text.isEmpty() || text.length() > MAX_NAME || text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(field + " is missing or malformed");
        }
        return text;
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
