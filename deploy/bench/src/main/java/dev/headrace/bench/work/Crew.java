package dev.headrace.bench.work;

import dev.headrace.bench.Words;
import dev.headrace.bench.wire.Connection;
import dev.headrace.bench.wire.Loop;
import dev.headrace.bench.wire.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The connections of one shift: each leases, works, and brings the outcomes with its next lease call. */
final class Crew {
    private final Journal journal = new Journal();
    private final Answers answers = new Answers(journal);
    private final List<Connection> connections = new ArrayList<>();
    private final Shift shift;
    private boolean leaving;
    private int busy;

    Crew(Shift shift) {
        this.shift = shift;
    }

    void start(Loop loop) throws IOException {
        for (int i = 0; i < shift.connections(); i++) {
            Connection connection = new Connection(loop, shift.endpoint());
            connections.add(connection);
            busy++;
            lease(connection, "");
        }
    }

    long accepted() {
        return journal.accepted();
    }

    Words words() {
        return journal.words();
    }

    /** Makes each connection end after its current call; tasks that still come are done. */
    void leave() {
        leaving = true;
    }

    boolean gone() {
        return busy == 0;
    }

    void close() throws IOException {
        for (Connection connection : connections) {
            connection.close();
        }
    }

    private void lease(Connection connection, CharSequence outcomes) {
        journal.called();
        connection.send(shift.lease(outcomes), response -> answered(connection, response));
    }

    private void answered(Connection connection, Response response) {
        if (response.status() != 200) {
            throw new IllegalStateException("lease call: " + response.status() + " " + response.text());
        }
        StringBuilder outcomes = answers.read(response.json());
        if (!leaving) {
            lease(connection, outcomes);
        } else if (outcomes.isEmpty()) {
            busy--;
        } else {
            journal.called();
            connection.send(shift.outcomes(outcomes), last -> answered(connection, last));
        }
    }
}
