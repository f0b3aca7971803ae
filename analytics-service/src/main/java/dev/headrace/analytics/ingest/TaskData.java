package dev.headrace.analytics.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.headrace.analytics.rollup.Fact;
import dev.headrace.analytics.rollup.Observation;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The fields of an event's data that count, read token by token; others are skipped, whatever they are. */
final class TaskData {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int MAX_NAME = 256;
    /** Ten years; what is longer is a broken clock, and sums of it would overflow. */
    private static final long MAX_MS = 315_360_000_000L;

    private @Nullable String tenant;
    private @Nullable String type;
    private @Nullable String queue;
    private @Nullable Long waitMs;
    private @Nullable Long runMs;
    private boolean leased;

    private TaskData() {}

    /** @throws IOException if it is not one JSON object, or a field that counts is of another type */
    static TaskData read(byte[] json) throws IOException {
        TaskData data = new TaskData();
        try (JsonParser in = JSON.createParser(json)) {
            require(in, in.nextToken() == JsonToken.START_OBJECT);
            for (String field = in.nextFieldName(); field != null; field = in.nextFieldName()) {
                data.event(field, in);
            }
            require(in, in.currentToken() == JsonToken.END_OBJECT && in.nextToken() == null);
        }
        return data;
    }

    private void event(String field, JsonParser in) throws IOException {
        JsonToken value = in.nextToken();
        switch (field) {
            case "task" -> task(in);
            case "wait_ms" -> waitMs = milliseconds(in);
            case "run_ms" -> runMs = milliseconds(in);
            case "lease" -> leased = value != JsonToken.VALUE_NULL;
            default -> in.skipChildren();
        }
    }

    private void task(JsonParser in) throws IOException {
        require(in, in.currentToken() == JsonToken.START_OBJECT);
        for (String field = in.nextFieldName(); field != null; field = in.nextFieldName()) {
            in.nextToken();
            switch (field) {
                case "tenant" -> tenant = text(in);
                case "type" -> type = text(in);
                case "queue" -> queue = text(in);
                default -> in.skipChildren();
            }
        }
        require(in, in.currentToken() == JsonToken.END_OBJECT);
    }

    private static String text(JsonParser in) throws IOException {
        require(in, in.currentToken() == JsonToken.VALUE_STRING);
        return in.getText();
    }

    private static @Nullable Long milliseconds(JsonParser in) throws IOException {
        if (in.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        require(in, in.currentToken() == JsonToken.VALUE_NUMBER_INT);
        return in.getLongValue();
    }

    private static void require(JsonParser in, boolean holds) throws JsonParseException {
        if (!holds) {
            throw new JsonParseException(in, "another value was expected here");
        }
    }

    /**
     * What the event adds. Outcomes repeat the wait of their attempt; it counts once, at the start.
     *
     * @throws IllegalArgumentException if a field that the fact needs is missing or out of range
     */
    Observation observation(Fact fact, Instant at) {
        return new Observation(
                at, name(tenant, "tenant"), name(type, "type"), name(queue, "queue"), fact, waited(fact), ran(fact));
    }

    private @Nullable Long waited(Fact fact) {
        return fact == Fact.STARTED ? duration(waitMs, "wait_ms") : null;
    }

    /** A task that died without a lease did not run. */
    private @Nullable Long ran(Fact fact) {
        return switch (fact) {
            case SUCCEEDED, RETRYING -> duration(runMs, "run_ms");
            case DEAD -> leased ? duration(runMs, "run_ms") : null;
            case SUBMITTED, READY, STARTED, CANCELLED, RELEASED -> null;
        };
    }

    private static Long duration(@Nullable Long ms, String field) {
        if (ms == null || ms < 0 || ms > MAX_MS) {
            throw new IllegalArgumentException(field + " is missing or out of range");
        }
        return ms;
    }

    /** JSON may lack the field, and PostgreSQL refuses the character 0. */
    private static String name(@Nullable String text, String field) {
        if (text == null || text.isEmpty() || text.length() > MAX_NAME || text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(field + " is missing or malformed");
        }
        return text;
    }
}
