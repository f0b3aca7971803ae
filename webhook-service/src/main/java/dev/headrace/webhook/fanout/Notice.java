package dev.headrace.webhook.fanout;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.headrace.platform.api.JsonBytes;
import dev.headrace.platform.event.CloudEvent;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.UUID;

/**
 * An event as subscribers get it.
 *
 * @param id of the event; the {@code webhook-id} of its deliveries
 * @param name its CloudEvents type without {@code dev.headrace.}, for example {@code task.succeeded}
 * @param owner subject whose task it is about, empty when it names none
 * @param body what is sent: {@code {"type":…,"timestamp":…,"data":…}}
 */
record Notice(UUID id, String name, String tenant, String owner, Instant occurredAt, Buffer body) {
    /** What an event may be about, and say the owner of. */
    private static final List<String> SUBJECTS = List.of("dead_letter", "batch", "task");

    private static final DateTimeFormatter MILLIS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    /**
     * Makes the notice of an event. Types that this version does not know are passed on as they are.
     *
     * @throws IllegalArgumentException if the event cannot be told to anyone: no UUID as id, no proper type or tenant, or
     *     data that is not JSON
     */
    static Notice of(CloudEvent event) {
        String name = Kind.name(event.type());
        require(Kind.isName(name), "the event's type is not one");
        require(Kind.isTenant(event.tenant()), "the event has no tenant");
        try {
            JsonNode data = JsonBytes.mapper().readTree(event.data());
            require(!data.isMissingNode(), "the event has no data");
            String owner = about(data).path("owner").asText("");
            UUID id = UUID.fromString(event.id());
            return new Notice(id, name, event.tenant(), owner, event.time(), body(name, event));
        } catch (IOException e) {
            throw new IllegalArgumentException("the event's data is not JSON", e);
        }
    }

    private static JsonNode about(JsonNode data) {
        for (String subject : SUBJECTS) {
            if (data.has(subject)) {
                return data.path(subject);
            }
        }
        return MissingNode.getInstance();
    }

    /** The data goes through as it came: its fields, order and numbers are the producer's. */
    private static Buffer body(String name, CloudEvent event) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(event.data().length() + 128);
        try (JsonGenerator json = JsonBytes.mapper().createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("type", name);
            json.writeStringField("timestamp", MILLIS.format(event.time()));
            json.writeFieldName("data");
            json.writeRawValue(event.data());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Buffer.buffer(bytes.toByteArray());
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
