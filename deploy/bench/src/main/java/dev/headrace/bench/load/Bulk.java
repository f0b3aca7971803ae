package dev.headrace.bench.load;

import dev.headrace.bench.Words;
import dev.headrace.bench.wire.Connection;
import dev.headrace.bench.wire.Endpoint;
import dev.headrace.bench.wire.Json;
import dev.headrace.bench.wire.Loop;
import dev.headrace.bench.wire.Response;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Closed loop of bulk calls. */
final class Bulk {
    private final Tally tally = new Tally();
    private final byte[] request;
    private final int size;
    private int calls;
    private int busy;

    private Bulk(byte[] request, int size, int calls) {
        this.request = request;
        this.size = size;
        this.calls = calls;
    }

    /** {@code bulk queue= connections= calls= size= [due_in_ms=]}; with the last, all tasks are due at one moment. */
    static Words run(Loop loop, Endpoint endpoint, Words command) throws IOException {
        int size = command.count("size");
        String tasks = String.join(",", Collections.nCopies(size, task(command)));
        byte[] request = endpoint.post("/api/v1/tasks/bulk", "{\"tasks\":[" + tasks + "]}");
        List<Connection> connections = new ArrayList<>();
        for (int i = 0; i < command.count("connections"); i++) {
            connections.add(new Connection(loop, endpoint));
        }
        Bulk bulk = new Bulk(request, size, command.count("calls"));
        bulk.busy = connections.size();
        connections.forEach(bulk::next);
        loop.runUntil(() -> bulk.busy == 0);
        for (Connection connection : connections) {
            connection.close();
        }
        return bulk.tally.words();
    }

    private static String task(Words command) {
        String queue = command.text("queue");
        if (!command.values().containsKey("due_in_ms")) {
            return Submit.task(queue);
        }
        Instant due = Instant.now().plusMillis(command.number("due_in_ms")).truncatedTo(ChronoUnit.MILLIS);
        long nanos = System.nanoTime() + Duration.between(Instant.now(), due).toNanos();
        return Submit.task(queue, due, nanos);
    }

    private void next(Connection connection) {
        if (calls == 0) {
            busy--;
            return;
        }
        calls--;
        long now = System.nanoTime();
        connection.send(request, response -> {
            note(now, response);
            next(connection);
        });
    }

    private void note(long due, Response response) {
        int accepted = response.status() == 200 ? accepted(response.json()) : 0;
        tally.answered(due, accepted);
        if (accepted < size) {
            tally.refused(response);
        }
    }

    /** Items of {@code data.results} that have an id. */
    private static int accepted(Json json) {
        int ids = 0;
        json.enter();
        while (json.member()) {
            if (!json.is("data")) {
                json.skip();
                continue;
            }
            json.enter();
            while (json.member()) {
                if (json.is("results")) {
                    ids += ids(json);
                } else {
                    json.skip();
                }
            }
        }
        return ids;
    }

    private static int ids(Json json) {
        int ids = 0;
        json.enter();
        while (json.element()) {
            json.enter();
            while (json.member()) {
                ids += json.is("id") ? 1 : 0;
                json.skip();
            }
        }
        return ids;
    }
}
