package dev.headrace.analytics.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.headrace.analytics.rollup.Fact;
import dev.headrace.analytics.rollup.Observation;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Reads records of the task topic as observations: three headers and the fields of the data that count, straight from the
 * bytes. One reader is for one thread.
 */
final class EventReader {
    private static final Map<String, Fact> FACTS = Map.of(
            "dev.headrace.task.submitted", Fact.SUBMITTED,
            "dev.headrace.task.ready", Fact.READY,
            "dev.headrace.task.started", Fact.STARTED,
            "dev.headrace.task.succeeded", Fact.SUCCEEDED,
            "dev.headrace.task.retrying", Fact.RETRYING,
            "dev.headrace.task.dead", Fact.DEAD,
            "dev.headrace.task.cancelled", Fact.CANCELLED,
            "dev.headrace.task.released", Fact.RELEASED);

    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    private final Moments moments = new Moments();

    Reading read(ConsumerRecord<?, byte[]> record) {
        try {
            byte[] type = attribute(record, "ce_type");
            Instant at = moments.parse(attribute(record, "ce_time"));
            UUID id = Ids.parse(attribute(record, "ce_id"));
            check(id.getMostSignificantBits() != 0 || id.getLeastSignificantBits() != 0, "ce_id is nil");
            String name = new String(type, ISO_8859_1);
            Fact fact = FACTS.get(name);
            if (fact == null) {
                return new Reading.Unknown(name);
            }
            byte[] data = record.value();
            check(data != null, "the event has no data");
            check(!at.isBefore(EARLIEST) && at.isBefore(LATEST), "ce_time is out of range");
            return new Reading.Counted(id, observation(fact, at, data));
        } catch (IllegalArgumentException e) {
            return new Reading.Poison(String.valueOf(e.getMessage()));
        }
    }

    private static Observation observation(Fact fact, Instant at, byte[] data) {
        try {
            return TaskData.read(data).observation(fact, at);
        } catch (IOException e) {
            throw new IllegalArgumentException("the data is not that of a task event", e);
        }
    }

    private static byte[] attribute(ConsumerRecord<?, byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        if (header == null || header.value() == null) {
            throw new IllegalArgumentException("the event has no " + name);
        }
        return header.value();
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
