package dev.headrace.webhook.endpoint;

import dev.headrace.platform.api.Violations;
import dev.headrace.platform.egress.CallRules;
import dev.headrace.platform.guard.rule.Guard;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;

/** Checks what callers send for a subscription; one answer names every field that is wrong. */
@Singleton
public final class EndpointRules {
    private static final int MAX_EVENTS = 50;
    private static final int MAX_EVENT = 128;
    private static final int MAX_DESCRIPTION = 500;
    private static final Set<String> OURS = Set.of("content-type", "user-agent");

    private final CallRules calls;

    public EndpointRules(Guard guard) {
        this.calls = new CallRules(guard, OURS, "webhook-");
    }

    /** Checks a new subscription. @throws dev.headrace.platform.api.ApiException VALIDATION_FAILED */
    void checkNew(EndpointRequest request) {
        Violations violations = new Violations().required("url", request.url()).required("events", request.events());
        check(violations, request);
    }

    /** Checks a change. @throws dev.headrace.platform.api.ApiException VALIDATION_FAILED */
    void checkChange(EndpointRequest request) {
        check(new Violations(), request);
    }

    private void check(Violations violations, EndpointRequest request) {
        if (request.url() != null) {
            calls.url(violations, "url", request.url());
        }
        if (request.events() != null) {
            checkEvents(violations, request.events());
        }
        if (request.headers() != null) {
            calls.headers(violations, "headers", request.headers());
        }
        violations.text("description", request.description(), MAX_DESCRIPTION).orThrow();
    }

    private static void checkEvents(Violations violations, List<String> events) {
        violations.range("events", events.size(), 1, MAX_EVENTS);
        for (int i = 0; i < events.size(); i++) {
            String event = events.get(i);
            violations.check(
                    event != null && event.length() <= MAX_EVENT && EventPattern.isValid(event),
                    "events[" + i + "]",
                    "INVALID_EVENT",
                    "must be an event such as task.succeeded, a family such as task.*, or *");
        }
    }
}
