package dev.headrace.task.push;

import dev.headrace.platform.api.Violations;
import dev.headrace.platform.egress.CallRules;
import dev.headrace.platform.guard.rule.Guard;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks the targets that callers hand in. Where a name leads is judged when it is called. */
@Singleton
public class TargetRules {
    private static final int MIN_TIMEOUT_MS = 1_000;
    private static final int MAX_TIMEOUT_MS = 30 * 60_000;
    private static final int MAX_HEADER_CHARACTERS = 8_192;

    private final CallRules calls;

    TargetRules(Guard guard) {
        this.calls = new CallRules(guard, Set.of(), TargetCalls.OWN_PREFIX);
    }

    /** Adds what is wrong with a target. */
    public void validate(Violations violations, Target target) {
        violations.required("target.url", target.url());
        if (target.url() != null) {
            calls.url(violations, "target.url", target.url());
        }
        violations.check(
                target.verb().isPresent(),
                "target.method",
                "UNKNOWN",
                "is " + target.method() + "; it must be one of POST, PUT, PATCH, GET, DELETE");
        violations.range("target.timeout_ms", target.timeoutMs(), MIN_TIMEOUT_MS, MAX_TIMEOUT_MS);
        if (target.headers() != null) {
            calls.headers(violations, "target.headers", target.headers());
            size(violations, target.headers());
        }
    }

    private static void size(Violations violations, Map<String, @Nullable String> headers) {
        int size = 0;
        for (Map.Entry<String, @Nullable String> header : headers.entrySet()) {
            String value = header.getValue();
            size += header.getKey().length() + (value == null ? 0 : value.length());
        }
        violations.check(
                size <= MAX_HEADER_CHARACTERS,
                "target.headers",
                "TOO_LARGE",
                "have " + size + " characters; at most " + MAX_HEADER_CHARACTERS + " are allowed");
    }
}
