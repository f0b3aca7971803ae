package dev.headrace.task.store;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value that is kept as text: Headrace stores what it was given and never looks inside.
 *
 * @param text valid JSON
 */
@JsonDeserialize(using = RawJson.Reader.class)
public record RawJson(@JsonRawValue String text) {

    /** Takes the value's text out of the tokens. */
    static final class Reader extends StdDeserializer<RawJson> {
        private static final long serialVersionUID = 1L;

        Reader() {
            super(RawJson.class);
        }

        @Override
        public RawJson deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return new RawJson(context.readTree(in).toString());
        }

        @Override
        public @Nullable Object getAbsentValue(DeserializationContext context) {
            return null;
        }

        @Override
        public RawJson getNullValue(DeserializationContext context) {
            return new RawJson("null");
        }
    }
}
