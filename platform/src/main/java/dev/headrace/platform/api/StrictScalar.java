package dev.headrace.platform.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.std.NumberDeserializers;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jsr310.deser.InstantDeserializer;
import java.io.IOException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a text from a text, a number from a number and a truth from a truth: what is written otherwise is of a wrong type, and not
 * something that it might have meant. Told like every other wrong type, so one answer has all of them.
 */
final class StrictScalar<T> extends StdScalarDeserializer<T> {
    private static final long serialVersionUID = 1L;

    private static final Set<JsonToken> TEXT = EnumSet.of(JsonToken.VALUE_STRING);
    private static final Set<JsonToken> NUMBER = EnumSet.of(JsonToken.VALUE_NUMBER_INT, JsonToken.VALUE_NUMBER_FLOAT);
    private static final Set<JsonToken> TRUTH = EnumSet.of(JsonToken.VALUE_TRUE, JsonToken.VALUE_FALSE);

    private final transient JsonDeserializer<T> reader;
    private final Set<JsonToken> tokens;

    private StrictScalar(Class<T> type, JsonDeserializer<T> reader, Set<JsonToken> tokens) {
        super(type);
        this.reader = reader;
        this.tokens = tokens;
    }

    static SimpleModule addTo(SimpleModule module) {
        module.addDeserializer(String.class, new StrictScalar<>(String.class, StringDeserializer.instance, TEXT));
        module.addDeserializer(Instant.class, new StrictScalar<>(Instant.class, new Time(), TEXT));
        number(module, Integer.class);
        number(module, Long.class);
        number(module, Double.class);
        return module.addDeserializer(Boolean.class, new StrictScalar<>(Boolean.class, found(Boolean.class), TRUTH));
    }

    private static <N extends Number> void number(SimpleModule module, Class<N> type) {
        module.addDeserializer(type, new StrictScalar<>(type, found(type), NUMBER));
    }

    @SuppressWarnings("unchecked") // It reads what it was found for.
    private static <N> JsonDeserializer<N> found(Class<N> type) {
        return (JsonDeserializer<N>) NumberDeserializers.find(type, type.getName());
    }

    /** A time as it is written in ISO 8601, and not a number in quotes, or nothing. */
    private static final class Time extends JsonDeserializer<Instant> {
        @Override
        public @Nullable Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            String text = parser.getText();
            return text.indexOf('T') < 0
                    ? (Instant) context.handleWeirdStringValue(Instant.class, text, "no time")
                    : InstantDeserializer.INSTANT.deserialize(parser, context);
        }
    }

    @Override
    @SuppressWarnings("unchecked") // Whoever handles an unexpected token answers with the type that was wanted.
    public @Nullable T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        return tokens.contains(parser.currentToken())
                ? reader.deserialize(parser, context)
                : (T) context.handleUnexpectedToken(handledType(), parser);
    }
}
