package dev.headrace.platform.api;

import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How an error leaves: in the envelope, or as RFC 9457 for callers that ask for {@code application/problem+json}. */
public record Answer(String contentType, Object body) {
    static final String PROBLEM = "application/problem+json";

    public static Answer of(ApiException problem, Exchange exchange, @Nullable String accept) {
        return of(problem, exchange, accept, Map.of());
    }

    static Answer of(ApiException problem, Exchange exchange, @Nullable String accept, Map<String, Object> context) {
        return accept != null && accept.contains(PROBLEM)
                ? new Answer(PROBLEM, problemDetails(problem, exchange, context))
                : new Answer("application/json", Envelope.error(problem, exchange.meta(), context));
    }

    /** Ends a request that no resource method answers, for filters and the proxy. Does nothing if it has ended. */
    public static void end(RoutingContext rc, ApiException problem) {
        if (rc.response().ended() || rc.response().headWritten()) {
            return;
        }
        Exchange exchange = Exchange.of(rc);
        Answer answer = of(problem, exchange, rc.request().getHeader("Accept"));
        rc.response()
                .setStatusCode(problem.code().status())
                .putHeader("Content-Type", answer.contentType())
                .putHeader(Exchange.REQUEST_ID, exchange.requestId())
                .end(JsonBytes.buffer(answer.body()));
    }

    private static Map<String, Object> problemDetails(
            ApiException problem, Exchange exchange, Map<String, Object> context) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", problem.code().type());
        body.put("title", problem.code().title());
        body.put("status", problem.code().status());
        body.put("detail", problem.detail());
        body.put("code", problem.code());
        body.put("request_id", exchange.requestId());
        if (!problem.errors().isEmpty()) {
            body.put("errors", problem.errors());
        }
        if (!context.isEmpty()) {
            body.put("context", context);
        }
        return body;
    }
}
