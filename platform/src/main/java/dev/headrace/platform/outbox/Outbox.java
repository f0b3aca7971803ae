package dev.headrace.platform.outbox;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.headrace.platform.api.JsonBytes;
import dev.headrace.platform.api.Times;
import dev.headrace.platform.event.CloudEvent;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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

    // Known to need no escapes, so they are copied; a plain text would be looked through for each event.
    private static final SerializableString ID = new SerializedString("id");
    private static final SerializableString TYPE = new SerializedString("type");
    private static final SerializableString SOURCE = new SerializedString("source");
    private static final SerializableString TIME = new SerializedString("time");
    private static final SerializableString SUBJECT = new SerializedString("subject");
    private static final SerializableString TENANT = new SerializedString("tenant");
    private static final SerializableString DATA = new SerializedString("data");

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
        field(out, ID, event.id());
        field(out, TYPE, event.type());
        field(out, SOURCE, event.source());
        field(out, TIME, Times.text(event.time()));
        field(out, SUBJECT, event.subject());
        field(out, TENANT, event.tenant());
        out.writeFieldName(DATA);
        out.writeRawValue(event.data());
        out.writeEndObject();
    }

    private static void field(JsonGenerator out, SerializableString name, String value) throws IOException {
        out.writeFieldName(name);
        out.writeString(value);
    }

    /** @throws UncheckedIOException if the text is not what {@link #encode} made */
    public static List<CloudEvent> decode(String text) {
        List<CloudEvent> events = new ArrayList<>();
        try (JsonParser in = JsonBytes.mapper().createParser(text)) {
            if (in.nextToken() != JsonToken.START_ARRAY) {
                throw new JsonParseException(in, "a row of the outbox is an array");
            }
            while (in.nextToken() == JsonToken.START_OBJECT) {
                events.add(event(in, text));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return events;
    }

    private static CloudEvent event(JsonParser in, String text) throws IOException {
        Map<String, String> fields = HashMap.newHashMap(8);
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            in.nextToken();
            fields.put(name, name.equals("data") ? raw(in, text) : in.getText());
        }
        return new CloudEvent(
                field(in, fields, "id"),
                field(in, fields, "type"),
                field(in, fields, "source"),
                Instant.parse(field(in, fields, "time")),
                field(in, fields, "subject"),
                field(in, fields, "tenant"),
                field(in, fields, "data"));
    }

    /** An object or array as it stands in the text: it is passed on, not read. */
    private static String raw(JsonParser in, String text) throws IOException {
        if (!in.currentToken().isStructStart()) {
            return in.readValueAsTree().toString();
        }
        int from = (int) in.currentTokenLocation().getCharOffset();
        in.skipChildren();
        return text.substring(from, (int) in.currentLocation().getCharOffset());
    }

    private static String field(JsonParser in, Map<String, String> fields, String name) throws JsonParseException {
        String value = fields.get(name);
        if (value == null) {
            throw new JsonParseException(in, "an event of the outbox has no " + name);
        }
        return value;
    }
}
