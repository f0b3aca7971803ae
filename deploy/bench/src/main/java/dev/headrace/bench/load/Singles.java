package dev.headrace.bench.load;

import dev.headrace.bench.Words;
import dev.headrace.bench.wire.Connection;
import dev.headrace.bench.wire.Endpoint;
import dev.headrace.bench.wire.Loop;
import dev.headrace.bench.wire.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Closed loop: each connection submits the next task as soon as the last one is accepted. */
final class Singles {
    private final Tally tally = new Tally();
    private final long deadline;
    private int busy;

    private Singles(long millis) {
        this.deadline = System.nanoTime() + millis * 1_000_000;
    }

    /** {@code singles queue= connections= millis=}. */
    static Words run(Loop loop, Endpoint endpoint, Words command) throws IOException {
        List<Connection> connections = new ArrayList<>();
        for (int i = 0; i < command.count("connections"); i++) {
            connections.add(new Connection(loop, endpoint));
        }
        Singles singles = new Singles(command.number("millis"));
        for (Connection connection : connections) {
            singles.busy++;
            singles.next(connection, new Submit(endpoint, command.text("queue")));
        }
        loop.runUntil(() -> singles.busy == 0);
        for (Connection connection : connections) {
            connection.close();
        }
        return singles.tally.words();
    }

    private void next(Connection connection, Submit submit) {
        long now = System.nanoTime();
        if (now >= deadline) {
            busy--;
            return;
        }
        connection.send(submit.at(now), response -> {
            note(now, response);
            next(connection, submit);
        });
    }

    private void note(long due, Response response) {
        if (response.status() == 202) {
            tally.answered(due, 1);
        } else {
            tally.refused(response);
        }
    }
}
