package dev.headrace.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;

/**
 * What is said of a lease.
 *
 * @param json the item as it is sent
 * @param last whether nothing can be said instead if the server refuses it
 */
record Outcome(Task task, Kind kind, String json, boolean last) {
    static final int MAX_OUTPUT = 65_536;
    private static final int MAX_TYPE = 256;
    private static final int MAX_MESSAGE = 4_096;
    private static final int MAX_STACK = 16_384;

    enum Kind {
        SUCCEEDED,
        FAILED,
        RELEASED,
        EXTENDED
    }

    /** Fails with whatever Jackson says of an output that it cannot write. */
    static Outcome succeeded(Task task, @Nullable Object output, ObjectMapper json) throws JsonProcessingException {
        ObjectNode item = item(task, "succeeded");
        if (output != null) {
            String text = json.writeValueAsString(output);
            if (text.length() > MAX_OUTPUT) {
                throw new NotRetryable("The output has " + text.length() + " characters as JSON; at most " + MAX_OUTPUT
                        + " are kept with a task");
            }
            item.putRawValue("output", new RawValue(text));
        }
        return of(task, Kind.SUCCEEDED, item, false);
    }

    static Outcome failed(Task task, Throwable thrown) {
        ObjectNode item = item(task, "failed");
        ObjectNode error = item.putObject("error");
        boolean ours = thrown instanceof NotRetryable || thrown instanceof RetryAfter;
        Throwable reported = ours && thrown.getCause() != null ? thrown.getCause() : thrown;
        error.put("type", cut(reported.getClass().getName(), MAX_TYPE));
        error.put("message", cut(String.valueOf(thrown.getMessage()), MAX_MESSAGE));
        error.put("stack", cut(stack(thrown), MAX_STACK));
        // Of anything else the service knows better whether it may pass.
        if (ours) {
            error.put("retryable", thrown instanceof RetryAfter);
        }
        if (thrown instanceof RetryAfter later) {
            error.put("retry_after_ms", later.delay().toMillis());
        }
        return of(task, Kind.FAILED, item, false);
    }

    /** Stands for an answer that the server refused: the task must not run until its attempts are used up. */
    static Outcome instead(Task task, String reason) {
        ObjectNode item = item(task, "failed");
        item.putObject("error")
                .put("type", "InvalidAnswer")
                .put("message", cut("The server refused the worker's answer: " + reason, MAX_MESSAGE))
                .put("retryable", false);
        return of(task, Kind.FAILED, item, true);
    }

    static Outcome released(Task task) {
        return of(task, Kind.RELEASED, item(task, "released"), true);
    }

    static Outcome extended(Task task, long millis) {
        ObjectNode item = item(task, "extended").put("extend_ms", millis);
        return of(task, Kind.EXTENDED, item, true);
    }

    private static ObjectNode item(Task task, String result) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("task_id", task.id())
                .put("lease", task.lease())
                .put("result", result);
    }

    private static Outcome of(Task task, Kind kind, ObjectNode item, boolean last) {
        return new Outcome(task, kind, item.toString(), last);
    }

    private static String stack(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private static String cut(String text, int max) {
        return text.length() <= max ? text : text.substring(0, max);
    }
}
