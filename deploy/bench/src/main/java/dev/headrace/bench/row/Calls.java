package dev.headrace.bench.row;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Single calls through the gateway, for rows that are no load. One call after the other is made by the calling thread itself: a
 * client with threads of its own wakes three of them for each call, which on two cores is most of the slow ones' time.
 */
final class Calls {
    private static final Pattern SERVICE = Pattern.compile("service;dur=([0-9.]+)");
    private static final int LIMIT_MS = 30_000;
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
        return data(open(path));
    }

    /** The answer's data. */
    JsonNode post(String path, Object body) throws IOException {
        return data(sent(path, body));
    }

    /** The status of the answer, whatever it is. */
    int status(String path, Object body) throws IOException {
        HttpURLConnection call = sent(path, body);
        int status = call.getResponseCode();
        try (InputStream answer = status < 400 ? call.getInputStream() : call.getErrorStream()) {
            answer.readAllBytes();
        }
        return status;
    }

    /** How long the service took to answer, as the gateway saw it: what the answer's {@code Server-Timing} says, in nanoseconds. */
    long serviceNanos(String path, Object body) throws IOException {
        HttpURLConnection call = sent(path, body);
        data(call);
        Matcher service = SERVICE.matcher(String.valueOf(call.getHeaderField("Server-Timing")));
        if (!service.find()) {
            throw new IOException("no service in " + call.getHeaderField("Server-Timing"));
        }
        return Math.round(Double.parseDouble(service.group(1)) * 1e6);
    }

    private HttpURLConnection open(String path) throws IOException {
        HttpURLConnection call =
                (HttpURLConnection) URI.create(url + path).toURL().openConnection();
        call.setReadTimeout(LIMIT_MS);
        call.setRequestProperty("Authorization", "Bearer " + key);
        return call;
    }

    private HttpURLConnection sent(String path, Object body) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(body);
        HttpURLConnection call = open(path);
        call.setRequestMethod("POST");
        call.setDoOutput(true);
        call.setRequestProperty("Content-Type", "application/json");
        try (OutputStream out = call.getOutputStream()) {
            out.write(bytes);
        }
        return call;
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
                .timeout(Duration.ofMillis(LIMIT_MS))
                .header("Authorization", "Bearer " + key);
    }

    private static JsonNode data(HttpURLConnection call) throws IOException {
        int status = call.getResponseCode();
        try (InputStream answer = status < 300 ? call.getInputStream() : call.getErrorStream()) {
            byte[] body = answer.readAllBytes();
            if (status >= 300) {
                throw new IOException(
                        call.getURL() + " answered " + status + " " + new String(body, StandardCharsets.UTF_8));
            }
            return JSON.readTree(body).path("data");
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
