package dev.headrace.bench.row;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Single calls through the gateway, for rows that are no load. */
final class Calls {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final String url;
    private final String key;

    Calls(String url, String key) {
        this.url = url;
        this.key = key;
    }

    /** The answer's data. */
    JsonNode get(String path) throws IOException {
        return data(request(path).GET().build());
    }

    /** The answer's data. */
    JsonNode post(String path, Object body) throws IOException {
        return data(posting(path, body));
    }

    /** All at once; returns when every one is answered. */
    void together(String path, List<Object> bodies) throws IOException {
        List<HttpRequest> requests = new ArrayList<>();
        for (Object body : bodies) {
            requests.add(posting(path, body));
        }
        List<CompletableFuture<HttpResponse<byte[]>>> answers = requests.stream()
                .map(request -> client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray()))
                .toList();
        for (CompletableFuture<HttpResponse<byte[]>> answer : answers) {
            checked(answer.join());
        }
    }

    private HttpRequest posting(String path, Object body) throws IOException {
        return request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                .build();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + key);
    }

    private JsonNode data(HttpRequest request) throws IOException {
        try {
            HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return JSON.readTree(checked(answer)).path("data");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static byte[] checked(HttpResponse<byte[]> answer) throws IOException {
        if (answer.statusCode() >= 300) {
            throw new IOException(answer.request().uri() + " answered " + answer.statusCode() + " "
                    + new String(answer.body(), StandardCharsets.UTF_8));
        }
        return answer.body();
    }
}
