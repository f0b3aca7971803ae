package dev.headrace.platform.event;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.headrace.platform.api.JsonBytes;
import java.io.IOException;
import java.util.Optional;

/** Task events to and from JSON. Readers skip fields they do not know: within a version events only grow. */
public final class TaskEvents {
    private static final ObjectReader READER =
            JsonBytes.mapper().reader().without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private TaskEvents() {}

    /**
     * The event of a record; empty for a type that this version does not know.
     *
     * @throws IllegalArgumentException if the data is not of the type
     */
    public static Optional<TaskEvent> parse(CloudEvent event) {
        Class<? extends TaskEvent> type = TaskEvent.TYPES.get(event.type());
        if (type == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(READER.forType(type).readValue(event.data()));
        } catch (IOException e) {
            throw new IllegalArgumentException("the data is not a " + event.type(), e);
        }
    }

    public static String write(TaskEvent event) {
        return JsonBytes.text(event);
    }
}
