package dev.headrace.webhook.endpoint;

import dev.headrace.platform.api.Violations;
import dev.headrace.platform.egress.CallRules;
import dev.headrace.platform.guard.rule.Guard;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;

/** What callers may send for a subscription. */
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

    /** Adds what is wrong with a new subscription. */
    void check(NewEndpoint request, Violations violations) {
        violations.required("url", request.url()).required("events", request.events());
        check(request.fields(), violations);
    }

    /** Adds what is wrong with a change. */
    void check(EndpointRequest request, Violations violations) {
        if (request.url() != null) {
            calls.url(violations, "url", request.url());
        }
        if (request.events() != null) {
            checkEvents(violations, request.events());
        }
        if (request.headers() != null) {
            calls.headers(violations, "headers", request.headers());
        }
        violations.text("description", request.description(), MAX_DESCRIPTION);
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
