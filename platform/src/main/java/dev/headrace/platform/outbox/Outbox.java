package dev.headrace.platform.outbox;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.platform.api.JsonBytes;
import dev.headrace.platform.event.CloudEvent;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of the outbox table: each holds the events of one transaction, in order, as a JSON array that an operator can
 * read.
 *
 * <p>A service's migration creates the table:
 *
 * <pre>{@code
 * CREATE TABLE outbox (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, topic text NOT NULL, events text NOT NULL);
 * ALTER TABLE outbox ALTER COLUMN events SET STORAGE EXTERNAL;
 * }</pre>
 *
 * Inserting it belongs into the statement or transaction that makes the change: parameters are the topic and
 * {@link #encode}'s text.
 */
public final class Outbox {
    /** Insert of one row, which returns its id; {@code $1} topic, {@code $2} events. */
    public static final String INSERT = "INSERT INTO outbox (topic, events) VALUES ($1, $2) RETURNING id";

    private Outbox() {}

    public static String encode(List<CloudEvent> events) {
        StringWriter text = new StringWriter(events.size() * 384);
        try (JsonGenerator out = JsonBytes.mapper().createGenerator(text)) {
            out.writeStartArray();
            for (CloudEvent event : events) {
                write(out, event);
            }
            out.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** One element of {@link #encode}'s array. */
    public static String encode(CloudEvent event) {
        StringWriter text = new StringWriter(512);
        try (JsonGenerator out = JsonBytes.mapper().createGenerator(text)) {
            write(out, event);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator out, CloudEvent event) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", event.id());
        out.writeStringField("type", event.type());
        out.writeStringField("source", event.source());
        out.writeStringField("time", event.time().toString());
        out.writeStringField("subject", event.subject());
        out.writeStringField("tenant", event.tenant());
        out.writeFieldName("data");
        out.writeRawValue(event.data());
        out.writeEndObject();
    }

    /** @throws UncheckedIOException if the text is not what {@link #encode} made */
    public static List<CloudEvent> decode(String text) {
        try {
            List<CloudEvent> events = new ArrayList<>();
            for (JsonNode node : JsonBytes.mapper().readTree(text)) {
                events.add(new CloudEvent(
                        node.required("id").asText(),
                        node.required("type").asText(),
                        node.required("source").asText(),
                        Instant.parse(node.required("time").asText()),
                        node.required("subject").asText(),
                        node.required("tenant").asText(),
                        node.required("data").toString()));
            }
            return events;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
