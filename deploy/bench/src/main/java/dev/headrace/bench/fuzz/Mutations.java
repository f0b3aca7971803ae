package dev.headrace.bench.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;

/** Makes requests that are almost right: whole ones, then changed in a few places. The same seed makes the same ones. */
final class Mutations {
    private static final String[] METHODS = {"GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "get"
    };
    private static final String[] PATHS = {
        "/api/v1/tasks",
        "/api/v1/tasks/bulk",
        "/api/v1/tasks/..;/x",
        "/api/v1/tasks/%2e%2e",
        "/api/v1/cache/a/b%2Fc",
        "/api/v1/tasks/enhanced/submit/",
        "/api/v1/usage",
        "/api-keys",
        "/ws",
        "/health/live",
        "/q/metrics",
        "//",
        "*",
        "http://x/api/v1/tasks",
        "/api/v1/tasks?limit=1&cursor=%00",
        "/api/v1/webhooks/%",
        "/api/v1/analytics/usage"
    };
    private static final String[] LINES = {
        "Content-Length: 2",
        "Content-Length: 99999999",
        "Content-Length: -1",
        "Content-Length: 02",
        "Transfer-Encoding: chunked",
        "Transfer-Encoding: gzip",
        "Connection: close, host",
        "Upgrade: websocket",
        "Upgrade: h2c",
        "Expect: 100-continue",
        "Host: x",
        "Host: ",
        " folded",
        "X-Request-Id: \u0001",
        "Content-Type: application/json",
        "Accept: application/problem+json",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
        "Connection: Upgrade",
        "Trailer: x",
        "TE: trailers",
        "Idempotency-Key: \"k\"",
        "X-Headrace-Identity: a.b.c",
        "Range: bytes=0-1",
        "traceparent: 00-0-0-00",
        "A\u0000: b"
    };
    private static final String[] BODIES = {
        "{}", "{\"type\":\"fuzz.task\",\"payload\":{}}", "{\"tasks\":[{\"type\":\"fuzz.task\"}]}",
                "2\r\n{}\r\n0\r\n\r\n",
        "0\r\n\r\nGET /api/v1/tasks HTTP/1.1\r\nHost: x\r\n\r\n", "[[[[[[[[[[[[[[[[[[[[", "\u00ff\u00fe\u0000", "g\r\n"
    };

    private final Random random;
    private final String credential;

    Mutations(long seed, String key) {
        this.random = new Random(seed);
        this.credential = "Authorization: Bearer " + key;
    }

    byte[] next() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = random.nextInt(3); i >= 0; i--) {
            all.writeBytes(changed(request().getBytes(ISO_8859_1)));
        }
        return all.toByteArray();
    }

    private String request() {
        StringBuilder text = new StringBuilder();
        text.append(one(METHODS))
                .append(' ')
                .append(one(PATHS))
                .append(rarely(" HTTP/1.0", " HTTP/1.1"))
                .append("\r\n");
        text.append("Host: 127.0.0.1\r\n").append(rarely("X-A: b", credential)).append("\r\n");
        for (int i = random.nextInt(5); i > 0; i--) {
            text.append(one(LINES)).append("\r\n");
        }
        String body = random.nextBoolean() ? one(BODIES) : "";
        if (!body.isEmpty() && random.nextBoolean()) {
            text.append("Content-Length: ").append(body.length()).append("\r\n");
        }
        return text.append("\r\n").append(body).toString();
    }

    /** Half of them stay whole; of the others bytes are changed, taken out, doubled, or the end is cut off. */
    private byte[] changed(byte[] request) {
        byte[] bytes = request;
        for (int i = random.nextInt(6) - 3; i > 0 && bytes.length > 1; i--) {
            int at = random.nextInt(bytes.length);
            bytes = switch (random.nextInt(4)) {
                case 0 -> {
                    bytes[at] = (byte) random.nextInt(256);
                    yield bytes;
                }
                case 1 -> joined(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at + 1, bytes.length));
                case 2 ->
                    joined(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, Math.max(0, at - 20), bytes.length));
                default -> Arrays.copyOf(bytes, at);
            };
        }
        return bytes;
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    private String rarely(String seldom, String usual) {
        return random.nextInt(8) == 0 ? seldom : usual;
    }

    private String one(String[] of) {
        return of[random.nextInt(of.length)];
    }
}
