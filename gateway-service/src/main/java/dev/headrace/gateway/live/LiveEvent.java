package dev.headrace.gateway.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.headrace.platform.api.JsonBytes;
import dev.headrace.platform.api.Times;
import dev.headrace.platform.event.CloudEvent;
import dev.headrace.platform.event.TaskEvent;
import java.io.IOException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * One event as clients see it, read and written once for all of them.
 *
 * @param type without the prefix, such as {@code task.succeeded}
 * @param subject the task, or what else it is about
 * @param about what it says of its task
 * @param rest the end of the message, from after the last event id
 */
@SuppressWarnings("ArrayRecordComponent") // Shared on purpose, and compared by nobody.
record LiveEvent(int partition, long offset, String tenant, String type, String subject, About about, byte[] rest) {
    private static final ObjectReader READER =
            JsonBytes.mapper().readerFor(Facts.class).without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    /** What can be filtered by; all absent for what is about neither a task nor a batch. A dead letter has no state. */
    record About(
            @Nullable String owner,
            @Nullable String type,
            @Nullable String queue,
            @Nullable String priority,
            @Nullable String state,
            @Nullable String batchId) {
        static final About NOTHING = new About(null, null, null, null, null, null);
    }

    private record Facts(
            @Nullable About task,
            @Nullable About deadLetter,
            @Nullable About batch) {
        About about() {
            if (task != null) {
                return task;
            }
            if (deadLetter != null) {
                return deadLetter;
            }
            return batch == null ? About.NOTHING : batch;
        }
    }

    /** @throws IllegalArgumentException if the record is no event */
    static LiveEvent of(ConsumerRecord<?, byte[]> record) {
        CloudEvent event = CloudEvent.of(record);
        String type = event.type().startsWith(TaskEvent.PREFIX)
                ? event.type().substring(TaskEvent.PREFIX.length())
                : event.type();
        return new LiveEvent(
                record.partition(),
                record.offset(),
                event.tenant(),
                type,
                event.subject(),
                about(record.value()),
                rest(event, type));
    }

    private static About about(byte[] data) {
        try {
            Facts facts = READER.readValue(data);
            return facts.about();
        } catch (IOException e) {
            throw new IllegalArgumentException("the data is no JSON object", e);
        }
    }

    /** The data is JSON already and goes out as it is. */
    private static byte[] rest(CloudEvent event, String type) {
        return ("\",\"event\":{\"id\":" + quoted(event.id()) + ",\"type\":" + quoted(type) + ",\"time\":\""
                        + Times.text(event.time()) + "\",\"subject\":" + quoted(event.subject()) + ",\"tenant\":"
                        + quoted(event.tenant()) + ",\"data\":" + event.data() + "}}")
                .getBytes(UTF_8);
    }

    private static String quoted(String value) {
        return JsonBytes.text(value);
    }
}
