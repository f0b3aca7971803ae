package dev.headrace.e2e.traffic;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a test task is told to do: most succeed, one in 20 fails once, one in 50 can never succeed. */
enum Mix {
    SUCCEED("SUCCEEDED"),
    FAIL_ONCE("SUCCEEDED"),
    DIE("DEAD");

    private final String end;

    Mix(String end) {
        this.end = end;
    }

    static Mix of(int number) {
        if (number % 50 == 49) {
            return DIE;
        }
        return number % 20 == 10 ? FAIL_ONCE : SUCCEED;
    }

    /** The state in which such a task ends. */
    String end() {
        return end;
    }

    ObjectNode task(String type, String queue, int number) {
        ObjectNode task = Api.object().put("type", type).put("queue", queue);
        task.putObject("retry").put("base_ms", 100).put("max_ms", 500);
        task.putObject("payload").put("number", number).put("do", name());
        return task;
    }

    /** Writes the outcome of an attempt. */
    void outcome(int attempt, ObjectNode outcome) {
        switch (this) {
            case SUCCEED -> succeed(outcome);
            case FAIL_ONCE -> {
                if (attempt == 1) {
                    fail(outcome, true);
                } else {
                    succeed(outcome);
                }
            }
            case DIE -> fail(outcome, false);
        }
    }

    private static void succeed(ObjectNode outcome) {
        outcome.put("result", "succeeded").putObject("output").put("done", true);
    }

    private static void fail(ObjectNode outcome, boolean retryable) {
        outcome.put("result", "failed")
                .putObject("error")
                .put("type", "TestError")
                .put("message", "as the payload asks")
                .put("retryable", retryable);
    }
}
