package dev.headrace.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The server's HTTP interface. Blocks; an interrupt gives the call up and closes its connection. */
final class Api implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration MOST_RETRY_AFTER = Duration.ofMinutes(5);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();
    private final URI root;
    private final String key;

    /** @param root the gateway's address */
    Api(URI root, String key) {
        this.root = root;
        this.key = key;
    }

    /**
     * Sends JSON and returns the envelope's data.
     *
     * @param path below /api/v1
     * @param patience longest wait for the whole answer
     */
    JsonNode post(String path, byte[] body, Duration patience) throws ApiFailure, InterruptedException {
        HttpRequest.Builder request = request(path, patience)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        return send(request.build(), patience);
    }

    void delete(String path, Duration patience) throws ApiFailure, InterruptedException {
        send(request(path, patience).DELETE().build(), patience);
    }

    /** Opens a WebSocket. */
    CompletableFuture<WebSocket> stream(String path, WebSocket.Listener listener) {
        String address = root + "/api/v1" + path;
        return client.newWebSocketBuilder()
                .header("Authorization", "Bearer " + key)
                .connectTimeout(CONNECT)
                .buildAsync(URI.create("ws" + address.substring("http".length())), listener);
    }

    private HttpRequest.Builder request(String path, Duration patience) {
        return HttpRequest.newBuilder(URI.create(root + "/api/v1" + path))
                .header("Authorization", "Bearer " + key)
                .timeout(patience);
    }

    private JsonNode send(HttpRequest request, Duration patience) throws ApiFailure, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> call =
                client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
        try {
            // The client's own timeout ends with the headers; a body may stall after them.
            return data(call.get(patience.toMillis() + 5_000, TimeUnit.MILLISECONDS));
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new ApiFailure(0, "", "no answer: " + cause, Duration.ZERO, cause);
        } catch (TimeoutException e) {
            throw new ApiFailure(0, "", "the answer does not end", Duration.ZERO, e);
        } finally {
            call.cancel(true);
        }
    }

    private static JsonNode data(HttpResponse<byte[]> response) throws ApiFailure {
        JsonNode body = body(response);
        if (response.statusCode() / 100 != 2) {
            JsonNode error = body.path("error");
            String code = error.path("code").asText();
            String told = code + " " + error.path("detail").asText();
            throw new ApiFailure(
                    response.statusCode(),
                    code,
                    "HTTP " + response.statusCode() + " " + told.strip(),
                    retryAfter(response),
                    null);
        }
        if (!body.has("data")) {
            throw new ApiFailure(0, "", "the answer is none of Headrace", Duration.ZERO, null);
        }
        return body.path("data");
    }

    private static JsonNode body(HttpResponse<byte[]> response) {
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }

    /** Seconds or a date, as RFC 9110 §10.2.3 has it; more than five minutes are not waited. */
    static Duration retryAfter(HttpResponse<?> response) {
        Duration asked =
                response.headers().firstValue("Retry-After").map(Api::delay).orElse(Duration.ZERO);
        if (asked.isNegative()) {
            return Duration.ZERO;
        }
        return asked.compareTo(MOST_RETRY_AFTER) > 0 ? MOST_RETRY_AFTER : asked;
    }

    static Duration delay(String text) {
        String value = text.strip();
        try {
            return value.matches("\\d{1,9}")
                    ? Duration.ofSeconds(Long.parseLong(value))
                    : Duration.between(Instant.now(), ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME));
        } catch (DateTimeParseException e) {
            return Duration.ZERO;
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
