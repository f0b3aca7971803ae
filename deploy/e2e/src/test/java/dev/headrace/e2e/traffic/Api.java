package dev.headrace.e2e.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The public HTTP interface, as any caller sees it. Safe for many threads. */
public final class Api {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static volatile @Nullable Witness witness;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final String url;
    private final String key;
    private final boolean watched;

    /** @param key API key; empty sends none */
    public Api(String url, String key) {
        this(url, key, true);
    }

    private Api(String url, String key, boolean watched) {
        this.url = url;
        this.key = key;
        this.watched = watched;
    }

    /** The same caller at another gateway. */
    public Api at(String otherUrl) {
        return new Api(otherUrl, key, watched);
    }

    /** Opens a WebSocket. */
    public CompletableFuture<WebSocket> connect(String path, WebSocket.Listener listener) {
        return client.newWebSocketBuilder()
                .header("Authorization", "Bearer " + key)
                .connectTimeout(Duration.ofSeconds(30))
                .buildAsync(URI.create(url.replaceFirst("^http", "ws") + path), listener);
    }

    /** The same caller, whose answers the witness is not shown. */
    public Api unwatched() {
        return new Api(url, key, false);
    }

    /** An answer: its status and its whole body, an empty object if that is not JSON, and its headers. */
    public record Reply(int status, JsonNode body, HttpHeaders headers) {
        public JsonNode data() {
            return body.path("data");
        }

        /** Fails unless the status is this one. */
        public Reply expect(int wanted) {
            if (status != wanted) {
                throw new AssertionError("expected " + wanted + " but got " + status + ": " + body);
            }
            return this;
        }
    }

    /** Told of every answer. */
    @FunctionalInterface
    public interface Witness {
        /** @throws AssertionError if the answer must not be as it is */
        void saw(String url, HttpRequest request, Reply reply);
    }

    /** From now on every answer to anybody is shown to this one. */
    public static void watchedBy(Witness watching) {
        witness = watching;
    }

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public Reply get(String path) throws IOException {
        return send(request(path).GET().build());
    }

    public Reply delete(String path) throws IOException {
        return send(request(path).DELETE().build());
    }

    public Reply post(String path, JsonNode body) throws IOException {
        return send(with("POST", path, body).build());
    }

    /** With one more header. */
    public Reply post(String path, JsonNode body, String header, String value) throws IOException {
        return send(with("POST", path, body).header(header, value).build());
    }

    /** Any method; an empty body is none. */
    public Reply call(String method, String path, String body) {
        HttpRequest.BodyPublisher sent =
                body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
        try {
            return send(request(path)
                    .header("Content-Type", "application/json")
                    .method(method, sent)
                    .build());
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        }
    }

    public Reply put(String path, JsonNode body) throws IOException {
        return send(with("PUT", path, body).build());
    }

    /** Whatever body, as JSON; an empty one is none. */
    public Reply send(String method, String path, String body) throws IOException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private HttpRequest.Builder with(String method, String path, JsonNode body) {
        return request(path)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body.toString()));
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(30));
        return key.isEmpty() ? request : request.header("Authorization", "Bearer " + key);
    }

    private Reply send(HttpRequest request) throws IOException {
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            Reply reply = new Reply(response.statusCode(), parse(response.body()), response.headers());
            Witness watching = witness;
            if (watching != null && watched) {
                watching.saw(url, request, reply);
            }
            return reply;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted", e));
        }
    }

    private static JsonNode parse(String body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            return object().put("unreadable", body);
        }
    }
}
