package dev.headrace.gateway.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.JsonBytes;
import dev.headrace.platform.api.Problems;
import dev.headrace.platform.api.Violations;
import dev.headrace.platform.identity.Identity;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a client asks for with a message. */
sealed interface Command {
    /** Name of a subscription that was given none. */
    String DEFAULT = "default";

    Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    List<String> TYPES = List.of("subscribe", "unsubscribe", "ping");

    /** @param from after what; null for from now on */
    record Subscribe(String id, LiveFilter filter, @Nullable Position from) implements Command {}

    record Unsubscribe(String id) implements Command {}

    record Ping() implements Command {}

    /** As it comes. Every message may have a {@code ref}, which its answer repeats. */
    record Wire(
            String type,
            @Nullable String ref,
            @Nullable String id,
            @Nullable LiveFilter filter,
            @Nullable String lastEventId) {}

    /** As it comes, of messages that have no more. */
    record Plain(
            String type, @Nullable String ref, @Nullable String id) {}

    /** @throws ApiException if the text is no JSON */
    static JsonNode read(String text) {
        try {
            return JsonBytes.tree(text.getBytes(StandardCharsets.UTF_8));
        } catch (UncheckedIOException e) {
            throw Problems.of(e);
        }
    }

    /** A text of a message, for its answer; null if there is none. */
    static @Nullable String text(JsonNode message, String field) {
        JsonNode value = message.path(field);
        return value.isTextual() && value.textValue().length() <= 128 ? value.textValue() : null;
    }

    /** @throws ApiException naming every field that is wrong */
    static Command of(JsonNode message, Identity caller) {
        String type = message.path("type").isTextual() ? message.path("type").textValue() : null;
        if (!message.isObject() || type == null) {
            throw new Violations()
                    .add("type", "REQUIRED", "is required: " + String.join(", ", TYPES))
                    .asException();
        }
        new Violations().known("type", type, TYPES).orThrow();
        try {
            return type.equals("subscribe")
                    ? subscribe(JsonBytes.mapper().treeToValue(message, Wire.class), caller)
                    : plain(type, JsonBytes.mapper().treeToValue(message, Plain.class));
        } catch (JsonProcessingException e) {
            throw Problems.of(e);
        }
    }

    private static Command plain(String type, Plain message) {
        new Violations().text("ref", message.ref(), 128).orThrow();
        if (type.equals("ping")) {
            return new Ping();
        }
        new Violations().required("id", message.id()).orThrow();
        return new Unsubscribe(message.id() == null ? DEFAULT : message.id());
    }

    private static Command subscribe(Wire message, Identity caller) {
        Violations wrong = new Violations().text("ref", message.ref(), 128);
        String id = message.id() == null ? DEFAULT : message.id();
        wrong.check(ID.matcher(id).matches(), "id", "INVALID_FORMAT", "must be 1 to 64 letters, digits, dots, - and _");
        Position from = from(message.lastEventId(), wrong);
        Violations inFilter = new Violations("filter.");
        LiveFilter filter = (message.filter() == null ? LiveFilter.ALL : message.filter()).of(caller, inFilter);
        inFilter.errors().forEach(each -> wrong.add(each.field(), each.code(), each.message()));
        wrong.orThrow();
        return new Subscribe(id, filter, from);
    }

    /** Reads a last event id; adds what is wrong with it. */
    static @Nullable Position from(@Nullable String lastEventId, Violations wrong) {
        if (lastEventId == null) {
            return null;
        }
        try {
            return Position.parse(lastEventId);
        } catch (IllegalArgumentException e) {
            wrong.add("last_event_id", "INVALID", "is no id that was given out here; leave it out to begin now");
            return null;
        }
    }
}
