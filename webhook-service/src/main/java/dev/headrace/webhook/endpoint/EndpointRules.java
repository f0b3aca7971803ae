package dev.headrace.webhook.endpoint;

import dev.headrace.platform.api.Violations;
import dev.headrace.webhook.guard.rule.Destination;
import dev.headrace.webhook.guard.rule.Guard;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks what callers send for a subscription; one answer names every field that is wrong. */
@Singleton
public final class EndpointRules {
    private static final int MAX_EVENTS = 50;
    private static final int MAX_EVENT = 128;
    private static final int MAX_DESCRIPTION = 500;
    private static final int MAX_HEADERS = 20;
    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}");
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e]{0,1022}[\\x21-\\x7e])?");
    /** What the delivery itself says, and what would change how the message is framed or routed. */
    private static final Set<String> OURS = Set.of(
            "connection",
            "content-encoding",
            "content-length",
            "content-type",
            "expect",
            "forwarded",
            "host",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "user-agent");

    private final Guard guard;

    public EndpointRules(Guard guard) {
        this.guard = guard;
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
            checkUrl(violations, request.url());
        }
        if (request.events() != null) {
            checkEvents(violations, request.events());
        }
        if (request.headers() != null) {
            checkHeaders(violations, request.headers());
        }
        violations.text("description", request.description(), MAX_DESCRIPTION).orThrow();
    }

    private void checkUrl(Violations violations, String url) {
        try {
            String host = Destination.parse(url).host();
            boolean local = !guard.hasExceptions() && guard.isLocalName(host);
            violations.check(
                    !local && guard.allowsLiteral(host).orElse(true),
                    "url",
                    "PRIVATE_ADDRESS",
                    "points to a private, local or reserved address");
        } catch (IllegalArgumentException e) {
            violations.add("url", "INVALID_URL", String.valueOf(e.getMessage()));
        }
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

    private static void checkHeaders(Violations violations, Map<String, String> headers) {
        violations.range("headers", headers.size(), 0, MAX_HEADERS);
        headers.forEach((name, value) -> {
            String field = "headers." + name;
            violations
                    .check(HEADER_NAME.matcher(name).matches(), field, "INVALID_HEADER", "is not a header name")
                    .check(!isOurs(name), field, "RESERVED_HEADER", "is set by Headrace")
                    .check(
                            value != null && HEADER_VALUE.matcher(value).matches(),
                            field,
                            "INVALID_HEADER",
                            "needs a value of 1 to 1024 visible ASCII characters");
        });
    }

    private static boolean isOurs(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return OURS.contains(lower) || lower.startsWith("webhook-") || lower.startsWith("proxy-");
    }
}
