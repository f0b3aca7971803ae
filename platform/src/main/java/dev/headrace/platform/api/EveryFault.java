package dev.headrace.platform.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.deser.ValueInstantiator;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Notes what is wrong with the fields of a JSON body and lets the reading go on, so that one answer names all of them. What has been
 * noted is thrown by {@link WholeBody} at the end.
 */
final class EveryFault extends DeserializationProblemHandler {
    static final String UNKNOWN_FIELD = "UNKNOWN_FIELD";
    /** Whoever sends more is not mending them by hand. */
    static final int MOST = 100;

    static final String NO_NULL = "must not be null";

    private static final String NOTED = "headrace.violations";
    private static final String WHOLE = "body";

    /** What has been noted in this reading; null if nothing is wrong so far. */
    static @Nullable Violations noted(DeserializationContext context) {
        return context.getAttribute(NOTED) instanceof Violations before ? before : null;
    }

    private static void note(DeserializationContext context, String field, String code, String message) {
        Violations before = noted(context);
        Violations violations = before == null ? new Violations() : before;
        context.setAttribute(NOTED, violations);
        if (violations.errors().size() < MOST) {
            violations.add(field, code, message);
        }
    }

    /** A field is {@code null} where that may not be; or it could not be read, which is noted already. */
    static void noNull(DeserializationContext context, String field) {
        Violations noted = noted(context);
        if (noted == null
                || noted.errors().stream().noneMatch(error -> error.field().equals(field))) {
            note(context, field, "REQUIRED", NO_NULL);
        }
    }

    private static String here(DeserializationContext context) {
        return path(context.getParser().getParsingContext());
    }

    @Override
    public boolean handleUnknownProperty(
            DeserializationContext context,
            JsonParser parser,
            @Nullable JsonDeserializer<?> deserializer,
            Object beanOrClass,
            String name)
            throws IOException {
        if (!context.isEnabled(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)) {
            return false;
        }
        Collection<Object> known = deserializer == null ? null : deserializer.getKnownPropertyNames();
        List<String> names =
                known == null ? List.of() : known.stream().map(String::valueOf).toList();
        note(
                context,
                unknown(context, parser, name),
                UNKNOWN_FIELD,
                "is not a field of this request" + Nearest.hint(name, names));
        parser.skipChildren();
        return true;
    }

    /** Unknown fields of a record are kept until its end, and come from a parser of their own then. */
    private static String unknown(DeserializationContext context, JsonParser parser, String name) {
        if (parser.equals(context.getParser())) {
            return here(context);
        }
        String object = here(context);
        return object.equals(WHOLE) ? name : object + "." + name;
    }

    @Override
    public @Nullable Object handleWeirdStringValue(
            DeserializationContext context, Class<?> target, String value, String failure) {
        note(context, here(context), "INVALID_FORMAT", "must be " + Problems.kind(target));
        return null;
    }

    @Override
    public @Nullable Object handleWeirdNumberValue(
            DeserializationContext context, Class<?> target, Number value, String failure) {
        note(context, here(context), "INVALID_FORMAT", "must be " + Problems.kind(target));
        return null;
    }

    @Override
    public @Nullable Object handleUnexpectedToken(
            DeserializationContext context,
            JavaType target,
            @Nullable JsonToken token,
            JsonParser parser,
            @Nullable String failure)
            throws IOException {
        // What is wrong with all of the body is told by itself.
        if (parser.getParsingContext().getParent() == null || token == null) {
            return NOT_HANDLED;
        }
        JsonStreamContext place = parser.getParsingContext();
        String field = path(token == JsonToken.START_ARRAY ? place.getParent() : place);
        note(context, field, "INVALID_TYPE", "must be " + Problems.kind(target.getRawClass()));
        parser.skipChildren();
        return null;
    }

    /** A text where an object or an array should be. */
    @Override
    public @Nullable Object handleMissingInstantiator(
            DeserializationContext context,
            Class<?> target,
            @Nullable ValueInstantiator instantiator,
            JsonParser parser,
            @Nullable String failure)
            throws IOException {
        if (parser.getParsingContext().getParent() == null) {
            return NOT_HANDLED;
        }
        note(context, path(parser.getParsingContext()), "INVALID_TYPE", "must be " + Problems.kind(target));
        parser.skipChildren();
        return null;
    }

    /** As callers write it: {@code tasks[3].priority}. */
    static String path(@Nullable JsonStreamContext place) {
        StringBuilder path = new StringBuilder();
        for (JsonStreamContext at = place; at != null && !at.inRoot(); at = at.getParent()) {
            if (at.inArray()) {
                path.insert(0, "[" + at.getCurrentIndex() + "]");
            } else if (at.getCurrentName() != null) {
                path.insert(0, "." + at.getCurrentName());
            }
        }
        return path.isEmpty() ? WHOLE : path.charAt(0) == '.' ? path.substring(1) : path.toString();
    }
}
