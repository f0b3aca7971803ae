package dev.headrace.bench.work;

import dev.headrace.bench.Words;
import dev.headrace.bench.wire.Connection;
import dev.headrace.bench.wire.Loop;
import dev.headrace.bench.wire.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A crew with some connections: each leases, works, and brings the outcomes with its next lease call. */
final class CallCrew implements Crew {
    private final Journal journal = new Journal();
    private final Answers answers = new Answers(journal);
    private final List<Connection> connections = new ArrayList<>();
    private final Shift shift;
    private boolean leaving;
    private int busy;

    CallCrew(Shift shift) {
        this.shift = shift;
    }

    @Override
    public void start(Loop loop) throws IOException {
        for (int i = 0; i < shift.connections(); i++) {
            Connection connection = new Connection(loop, shift.endpoint());
            connections.add(connection);
            busy++;
            lease(connection, "");
        }
    }

    @Override
    public long accepted() {
        return journal.accepted();
    }

    @Override
    public Words words() {
        return journal.words();
    }

    @Override
    public void leave() {
        leaving = true;
    }

    @Override
    public boolean gone() {
        return busy == 0;
    }

    @Override
    public void close() throws IOException {
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
