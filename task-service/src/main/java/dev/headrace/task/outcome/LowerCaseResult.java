package dev.headrace.task.outcome;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;

/** Reads the four results that a worker may send. */
final class LowerCaseResult extends StdDeserializer<Outcome.Result> {
    private static final long serialVersionUID = 1L;

    LowerCaseResult() {
        super(Outcome.Result.class);
    }

    @Override
    public Outcome.Result deserialize(JsonParser in, DeserializationContext context) throws IOException {
        String text = String.valueOf(in.getValueAsString());
        return switch (text) {
            case "succeeded" -> Outcome.Result.SUCCEEDED;
            case "failed" -> Outcome.Result.FAILED;
            case "released" -> Outcome.Result.RELEASED;
            case "extended" -> Outcome.Result.EXTENDED;
            default ->
                throw context.weirdStringException(
                        text, Outcome.Result.class, "must be succeeded, failed, released or extended");
        };
    }
}
