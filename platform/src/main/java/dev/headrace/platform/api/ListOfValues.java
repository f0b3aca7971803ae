package dev.headrace.platform.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.NullValueProvider;
import com.fasterxml.jackson.databind.deser.ValueInstantiator;
import com.fasterxml.jackson.databind.deser.std.CollectionDeserializer;
import com.fasterxml.jackson.databind.deser.std.StringCollectionDeserializer;
import com.fasterxml.jackson.databind.jsontype.TypeDeserializer;
import java.io.IOException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Reads a list in a body. An element that is {@code null}, or that could not be read, is noted by {@link EveryFault} and left out, so
 * that the reading goes on and nobody else meets a list with null in it.
 */
final class ListOfValues extends CollectionDeserializer {
    private static final long serialVersionUID = 1L;

    private ListOfValues(
            JavaType type,
            @Nullable JsonDeserializer<Object> values,
            @Nullable TypeDeserializer types,
            ValueInstantiator instantiator) {
        super(type, values, types, instantiator);
    }

    private ListOfValues(
            JavaType type,
            JsonDeserializer<Object> values,
            @Nullable TypeDeserializer types,
            ValueInstantiator instantiator,
            @Nullable JsonDeserializer<Object> delegate,
            NullValueProvider nulls,
            @Nullable Boolean unwrapSingle) {
        super(type, values, types, instantiator, delegate, nulls, unwrapSingle);
    }

    /** Reads as this one did; others than the usual ones are left as they are. */
    static JsonDeserializer<?> insteadOf(JsonDeserializer<?> usual, JavaType type) {
        if (usual instanceof StringCollectionDeserializer texts) {
            return new ListOfValues(type, null, null, texts.getValueInstantiator());
        }
        return usual instanceof CollectionDeserializer values && values.getClass() == CollectionDeserializer.class
                ? new ListOfValues(
                        type,
                        values.getContentDeserializer(),
                        type.getContentType().getTypeHandler(),
                        values.getValueInstantiator())
                : usual;
    }

    /** Only a field of an object can be told with the others; a list by itself is refused at once. */
    @Override
    public CollectionDeserializer createContextual(DeserializationContext context, @Nullable BeanProperty property)
            throws JsonMappingException {
        return property == null
                ? new CollectionDeserializer(
                                _containerType, _valueDeserializer, _valueTypeDeserializer, _valueInstantiator)
                        .createContextual(context, null)
                : super.createContextual(context, property);
    }

    @Override
    @SuppressWarnings("unchecked")
    protected CollectionDeserializer withResolved(
            @Nullable JsonDeserializer<?> delegate,
            JsonDeserializer<?> values,
            @Nullable TypeDeserializer types,
            NullValueProvider nulls,
            @Nullable Boolean unwrapSingle) {
        return new ListOfValues(
                _containerType,
                (JsonDeserializer<Object>) values,
                types,
                _valueInstantiator,
                (JsonDeserializer<Object>) delegate,
                nulls,
                unwrapSingle);
    }

    @Override
    protected Collection<Object> _deserializeFromArray(
            JsonParser parser, DeserializationContext context, Collection<Object> into) throws IOException {
        for (JsonToken at = parser.nextToken(); at != JsonToken.END_ARRAY; at = parser.nextToken()) {
            Object value = at == JsonToken.VALUE_NULL ? null : element(parser, context);
            if (value == null) {
                leaveOut(parser.getParsingContext(), context);
            } else {
                into.add(value);
            }
        }
        return into;
    }

    private @Nullable Object element(JsonParser parser, DeserializationContext context) throws IOException {
        int index = parser.getParsingContext().getCurrentIndex();
        try {
            return _deserializeNoNullChecks(parser, context);
        } catch (JsonMappingException e) {
            e.prependPath(_containerType, index);
            throw e;
        }
    }

    private static void leaveOut(JsonStreamContext place, DeserializationContext context) {
        EveryFault.noNull(context, EveryFault.path(place));
        Gaps.note(context, EveryFault.path(place.getParent()), place.getCurrentIndex());
    }
}
