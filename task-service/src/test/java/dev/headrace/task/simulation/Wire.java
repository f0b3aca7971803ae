package dev.headrace.task.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.platform.api.JsonBytes;
import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.IdentitySigner;
import dev.headrace.platform.identity.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The service over HTTP, as one tenant's only user sees it. */
final class Wire {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String url;
    private final String token;

    Wire(String url, IdentitySigner signer, String tenant) {
        Identity identity =
                new Identity(tenant, "alone", Set.of(Role.USER, Role.WORKER, Role.OPERATOR), "free", Set.of());
        this.url = url;
        this.token = signer.sign(identity, "task-service", Duration.ofMinutes(4));
    }

    /** An answer, its status and what is in its envelope. */
    record Reply(int status, JsonNode data) {
        JsonNode expect(int wanted) {
            if (status != wanted) {
                throw new AssertionError("expected " + wanted + " but got " + status + " " + data);
            }
            return data;
        }
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    Reply post(String path, JsonNode body) {
        return send(with("POST", path, body));
    }

    Reply put(String path, JsonNode body) {
        return send(with("PUT", path, body));
    }

    Reply get(String path) {
        return send(request(path).GET().build());
    }

    /** Sends now, to be answered later. */
    CompletableFuture<Reply> begin(String path, JsonNode body) {
        return CLIENT.sendAsync(with("POST", path, body), BodyHandlers.ofByteArray())
                .thenApply(Wire::reply);
    }

    private static Reply send(HttpRequest request) {
        try {
            return reply(CLIENT.send(request, BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest with(String method, String path, JsonNode body) {
        return request(path)
                .method(method, HttpRequest.BodyPublishers.ofByteArray(JsonBytes.write(body)))
                .build();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(20))
                .header(Caller.HEADER, token)
                .header("Content-Type", "application/json");
    }

    private static Reply reply(HttpResponse<byte[]> response) {
        JsonNode body = JsonBytes.tree(response.body());
        return new Reply(response.statusCode(), body.has("data") ? body.get("data") : body);
    }
}
