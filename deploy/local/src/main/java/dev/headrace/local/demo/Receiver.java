package dev.headrace.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.process.Child;
import dev.headrace.local.process.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The example receiver and its subscription. */
final class Receiver {

    private final Gateway gateway;
    private final String url;
    private final Child process;
    private final String subscription;

    private Receiver(Gateway gateway, String url, Child process, String subscription) {
        this.gateway = gateway;
        this.url = url;
        this.process = process;
        this.subscription = subscription;
    }

    /** Starts it and subscribes it, if this machine can run it. */
    static Optional<Receiver> start(Examples examples, Gateway gateway, Path folder, Patience patience) {
        int port = Ports.free();
        Path secret = folder.resolve("receiver.secret");
        Map<String, String> environment =
                Map.of("RECEIVER_PORT", String.valueOf(port), "RECEIVER_SECRET_FILE", secret.toString());
        List<Child> started = examples.receiver(environment);
        if (started.isEmpty()) {
            return Optional.empty();
        }
        String url = "http://127.0.0.1:" + port + "/";
        patience.until("receiver.py did not answer", Duration.ofSeconds(20), () -> counts(url));
        ObjectNode body = Gateway.JSON.createObjectNode().put("url", url).put("description", "demonstration");
        body.putArray("events").add("task.succeeded").add("task.retrying").add("task.dead");
        JsonNode made = gateway.post("/api/v1/webhooks", body);
        write(secret, made.path("secret").asText());
        return Optional.of(
                new Receiver(gateway, url, started.getFirst(), made.path("id").asText()));
    }

    private static void write(Path file, String secret) {
        try {
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, secret);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What has arrived so far; empty while it does not answer. */
    Optional<JsonNode> counts() {
        return counts(url);
    }

    private static Optional<JsonNode> counts(String url) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "counts"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            String body =
                    client.send(request, HttpResponse.BodyHandlers.ofString()).body();
            return Optional.of(Gateway.JSON.readTree(body));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Ends the subscription and the process. */
    void end() {
        gateway.delete("/api/v1/webhooks/" + subscription);
        process.stop(Duration.ofSeconds(5));
    }
}
