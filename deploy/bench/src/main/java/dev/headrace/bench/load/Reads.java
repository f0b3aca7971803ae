package dev.headrace.bench.load;

import dev.headrace.bench.Words;
import dev.headrace.bench.wire.Connection;
import dev.headrace.bench.wire.Endpoint;
import dev.headrace.bench.wire.Loop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Asks for the same thing again and again: as fast as answers come, or at a rate. */
final class Reads {
    private static final int OK = 200;

    private final Tally tally = new Tally();
    private final byte[] request;
    private final long deadline;
    private int busy;

    private Reads(byte[] request, long millis) {
        this.request = request;
        this.deadline = System.nanoTime() + millis * 1_000_000;
    }

    /** {@code reads path= connections= millis= rate=}; a rate of 0 is as fast as answers come. */
    static Words run(Loop loop, Endpoint endpoint, Words command) throws IOException {
        byte[] request = endpoint.get(command.text("path"));
        if (command.number("rate") > 0) {
            return Paced.run(loop, endpoint, command, due -> request, OK);
        }
        List<Connection> connections = new ArrayList<>();
        for (int i = 0; i < command.count("connections"); i++) {
            connections.add(new Connection(loop, endpoint));
        }
        Reads reads = new Reads(request, command.number("millis"));
        for (Connection connection : connections) {
            reads.busy++;
            reads.next(connection);
        }
        loop.runUntil(() -> reads.busy == 0);
        for (Connection connection : connections) {
            connection.close();
        }
        return reads.tally.words();
    }

    private void next(Connection connection) {
        long now = System.nanoTime();
        if (now >= deadline) {
            busy--;
            return;
        }
        connection.send(request, response -> {
            if (response.status() == OK) {
                tally.answered(now, 1);
            } else {
                tally.refused(response);
            }
            next(connection);
        });
    }
}
