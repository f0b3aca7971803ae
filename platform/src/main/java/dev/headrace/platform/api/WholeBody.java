package dev.headrace.platform.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBase;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.type.CollectionType;
import com.fasterxml.jackson.databind.type.MapType;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads an object, and if it is the whole body tells at its end of everything that {@link EveryFault} has noted inside, together with
 * what is wrong with the values that could be read.
 */
final class WholeBody extends DelegatingDeserializer {
    private static final long serialVersionUID = 1L;

    private final transient BodyChecks checks;

    private WholeBody(JsonDeserializer<?> object, BodyChecks checks) {
        super(object);
        this.checks = checks;
    }

    /** Has each class read in this way, and the lists in it without null. */
    static final class Modifier extends BeanDeserializerModifier {
        private static final long serialVersionUID = 1L;

        private final transient BodyChecks checks;

        Modifier(BodyChecks checks) {
            this.checks = checks;
        }

        @Override
        public JsonDeserializer<?> modifyDeserializer(
                DeserializationConfig config, BeanDescription description, JsonDeserializer<?> deserializer) {
            return deserializer instanceof BeanDeserializerBase ? new WholeBody(deserializer, checks) : deserializer;
        }

        @Override
        public JsonDeserializer<?> modifyCollectionDeserializer(
                DeserializationConfig config,
                CollectionType type,
                BeanDescription description,
                JsonDeserializer<?> deserializer) {
            return ListOfValues.insteadOf(deserializer, type);
        }

        @Override
        public JsonDeserializer<?> modifyMapDeserializer(
                DeserializationConfig config,
                MapType type,
                BeanDescription description,
                JsonDeserializer<?> deserializer) {
            return MapOfValues.insteadOf(deserializer);
        }
    }

    @Override
    protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> object) {
        return new WholeBody(object, checks);
    }

    @Override
    public @Nullable Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        boolean whole = parser.getParsingContext().getParent() == null
                || parser.getParsingContext().getParent().inRoot();
        if (!whole) {
            return super.deserialize(parser, context);
        }
        Object read;
        try {
            read = super.deserialize(parser, context);
        } catch (JsonMappingException e) {
            throw all(parser, context, e);
        }
        Violations noted = EveryFault.noted(context);
        if (noted == null) {
            return read;
        }
        checks.addTo(noted, Gaps.of(context), read);
        throw JsonMappingException.from(parser, "fields", noted.asException());
    }

    /** This one ended the reading; what was noted before is told with it. */
    private static JsonMappingException all(
            JsonParser parser, DeserializationContext context, JsonMappingException last) {
        Violations noted = EveryFault.noted(context);
        if (noted == null) {
            return last;
        }
        Problems.of(last).errors().stream()
                .filter(error ->
                        noted.errors().stream().noneMatch(other -> other.field().equals(error.field())))
                .toList()
                .forEach(error -> noted.add(error.field(), error.code(), error.message()));
        return JsonMappingException.from(parser, "fields", noted.asException());
    }
}
