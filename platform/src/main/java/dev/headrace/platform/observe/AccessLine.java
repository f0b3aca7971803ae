package dev.headrace.platform.observe;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headrace.platform.api.Exchange;
import dev.headrace.platform.api.Times;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A request as one line of JSON. The query is left out: what is in it may be nobody else's business. */
final class AccessLine {
    private static final int LONGEST_PATH = 256;

    private AccessLine() {}

    static byte[] of(RoutingContext rc, Exchange exchange, Access access, int status, Instant now) {
        HttpServerRequest request = rc.request();
        StringBuilder line = new StringBuilder(384)
                .append("{\"time\":\"")
                .append(Times.text(now))
                .append('"');
        text(line, "request_id", exchange.requestId());
        String trace = Exchange.traceId(request.getHeader("traceparent"));
        text(line, "trace_id", trace.equals("-") ? null : trace);
        text(line, "method", request.method().name());
        String path = rc.normalizedPath();
        text(line, "path", path.length() > LONGEST_PATH ? path.substring(0, LONGEST_PATH) : path);
        text(line, "route", access.route());
        // 0: the connection ended before the answer did.
        line.append(",\"status\":").append(status);
        line.append(",\"bytes_in\":").append(request.bytesRead());
        line.append(",\"bytes_out\":").append(rc.response().bytesWritten());
        millis(line, "duration_ms", access.totalMillis(System.nanoTime()));
        millis(line, "admit_ms", access.admitMillis());
        millis(line, "connect_ms", access.connectMillis());
        millis(line, "service_ms", access.upstreamMillis());
        text(line, "tenant", access.tenant());
        text(line, "credential", access.credential());
        return line.append("}\n").toString().getBytes(UTF_8);
    }

    private static void millis(StringBuilder line, String name, double millis) {
        if (millis >= 0) {
            Access.append(line.append(",\"").append(name).append("\":"), millis);
        }
    }

    private static void text(StringBuilder line, String name, @Nullable String value) {
        if (value == null) {
            return;
        }
        line.append(",\"").append(name).append("\":\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                line.append('\\').append(c);
            } else if (c < ' ') {
                line.append("\\u00").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            } else {
                line.append(c);
            }
        }
        line.append('"');
    }
}
