package dev.headrace.gateway.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headrace.platform.api.JsonBytes;
import dev.headrace.platform.event.CloudEvent;
import dev.headrace.platform.event.TaskEvent;

/**
 * One event as clients see it.
 *
 * @param type without the prefix, such as {@code task.succeeded}
 * @param owner subject of the task's owner
 * @param text the message, made once for all who get it
 */
record LiveEvent(String tenant, String owner, String type, String taskId, String text) {

    static LiveEvent of(CloudEvent event, String owner) {
        String type = event.type().startsWith(TaskEvent.PREFIX)
                ? event.type().substring(TaskEvent.PREFIX.length())
                : event.type();
        return new LiveEvent(event.tenant(), owner, type, event.subject(), text(event, type));
    }

    /** The data is JSON already and goes out as it is. */
    private static String text(CloudEvent event, String type) {
        return "{\"id\":" + quoted(event.id()) + ",\"type\":" + quoted(type) + ",\"time\":"
                + quoted(event.time().toString()) + ",\"subject\":" + quoted(event.subject()) + ",\"data\":"
                + event.data() + "}";
    }

    private static String quoted(String value) {
        return new String(JsonBytes.write(value), UTF_8);
    }
}
