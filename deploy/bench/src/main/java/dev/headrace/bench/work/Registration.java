package dev.headrace.bench.work;

import dev.headrace.bench.wire.Connection;
import dev.headrace.bench.wire.Endpoint;
import dev.headrace.bench.wire.Json;
import dev.headrace.bench.wire.Loop;
import dev.headrace.bench.wire.Response;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Makes the server know a worker. */
final class Registration {
    private static final String BODY = "{\"name\":\"bench\",\"types\":[\"bench\"],\"slots\":1000}";

    private Registration() {}

    /** The id of a new worker. */
    static String of(Loop loop, Endpoint endpoint) throws IOException {
        @Nullable String[] id = {null};
        byte[] request = endpoint.post("/api/v1/workers", BODY);
        try (Connection connection = new Connection(loop, endpoint)) {
            connection.send(request, response -> id[0] = id(response));
            loop.runUntil(() -> id[0] != null);
        }
        return String.valueOf(id[0]);
    }

    private static String id(Response response) {
        if (response.status() / 100 != 2) {
            throw new IllegalStateException("register: " + response.status() + " " + response.text());
        }
        Json json = response.json().enter();
        while (json.member()) {
            if (!json.is("data")) {
                json.skip();
                continue;
            }
            json.enter();
            while (json.member()) {
                if (json.is("worker_id")) {
                    return json.text();
                }
                json.skip();
            }
        }
        throw new IllegalStateException("no worker_id in " + response.text());
    }
}
