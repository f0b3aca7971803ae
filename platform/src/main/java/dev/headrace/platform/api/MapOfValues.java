package dev.headrace.platform.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.deser.NullValueProvider;
import com.fasterxml.jackson.databind.deser.impl.NullsConstantProvider;
import com.fasterxml.jackson.databind.deser.std.MapDeserializer;
import com.fasterxml.jackson.databind.jsontype.TypeDeserializer;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** As {@link ListOfValues}, for values by name. */
final class MapOfValues extends MapDeserializer {
    private static final long serialVersionUID = 1L;

    private MapOfValues(MapDeserializer usual) {
        super(usual);
    }

    private MapOfValues(
            MapDeserializer usual,
            KeyDeserializer keys,
            JsonDeserializer<Object> values,
            @Nullable TypeDeserializer types,
            @Nullable Set<String> ignored,
            @Nullable Set<String> included) {
        super(usual, keys, values, types, NullsConstantProvider.nuller(), ignored, included);
    }

    /** Reads as this one did; others than the usual one are left as they are. */
    static JsonDeserializer<?> insteadOf(JsonDeserializer<?> usual) {
        return usual instanceof MapDeserializer values && values.getClass() == MapDeserializer.class
                ? new MapOfValues(values)
                : usual;
    }

    @Override
    public JsonDeserializer<?> createContextual(DeserializationContext context, @Nullable BeanProperty property)
            throws JsonMappingException {
        return property == null
                ? new Plain(this).createContextual(context, null)
                : super.createContextual(context, property);
    }

    @Override
    @SuppressWarnings("unchecked")
    protected MapDeserializer withResolved(
            KeyDeserializer keys,
            @Nullable TypeDeserializer types,
            JsonDeserializer<?> values,
            NullValueProvider nulls,
            @Nullable Set<String> ignored,
            @Nullable Set<String> included) {
        return new MapOfValues(this, keys, (JsonDeserializer<Object>) values, types, ignored, included);
    }

    @Override
    public Map<Object, Object> deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        Map<Object, Object> read = super.deserialize(parser, context);
        if (read.containsValue(null)) {
            String field = EveryFault.path(parser.getParsingContext());
            read.forEach((name, value) -> {
                if (value == null) {
                    EveryFault.noNull(context, field + "." + name);
                }
            });
            read.values().removeIf(Objects::isNull);
        }
        return read;
    }

    /** The usual one. */
    private static final class Plain extends MapDeserializer {
        private static final long serialVersionUID = 1L;

        Plain(MapDeserializer usual) {
            super(usual);
        }
    }
}
