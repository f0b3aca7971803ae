package dev.headrace.bench.work;

import dev.headrace.bench.Words;
import dev.headrace.bench.wire.Connection;
import dev.headrace.bench.wire.Endpoint;
import dev.headrace.bench.wire.Loop;
import dev.headrace.bench.wire.Response;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A process with many workers that wait and get nothing. {@code hold workers= polls= queue=} registers the workers and
 * parks so many lease calls in all, each on a connection of its own and again whenever it ends; the answer says how many
 * wait. The end of its standard input ends it.
 */
public final class Waiters {
    private static final int WAIT_MS = 60_000;

    private final Endpoint endpoint;
    private final Loop loop;
    private final List<Connection> connections = new ArrayList<>();
    private long refused;

    private Waiters(Endpoint endpoint, Loop loop) {
        this.endpoint = endpoint;
        this.loop = loop;
    }

    public static void main(String[] arguments) throws IOException {
        Endpoint endpoint = Endpoint.of(arguments[0], System.getenv("HEADRACE_API_KEY"));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (Loop loop = new Loop()) {
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            Waiters waiters = new Waiters(endpoint, loop);
            out.println(waiters.hold(Words.parse(in.readLine())));
            Thread end = Thread.ofPlatform().daemon().start(() -> toTheEnd(in));
            loop.runUntil(() -> !end.isAlive());
        }
    }

    private static void toTheEnd(BufferedReader in) {
        try {
            while (in.readLine() != null) {
                // Nothing more is asked of it.
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Words hold(Words command) throws IOException {
        List<String> workers = new ArrayList<>();
        for (int i = 0; i < command.count("workers"); i++) {
            workers.add(Registration.of(loop, endpoint));
        }
        for (int i = 0; i < command.count("polls"); i++) {
            park(workers.get(i % workers.size()), command.text("queue"));
        }
        // What is refused is refused at once.
        long settled = System.nanoTime() + 2_000_000_000L;
        loop.runUntil(() -> System.nanoTime() > settled);
        return new Words(
                "holding",
                java.util.Map.of("polls", Integer.toString(connections.size()), "refused", Long.toString(refused)));
    }

    private void park(String worker, String queue) throws IOException {
        Connection connection = new Connection(loop, endpoint);
        connections.add(connection);
        byte[] request = endpoint.post(
                "/api/v1/leases",
                "{\"worker_id\":\"%s\",\"queues\":[\"%s\"],\"max\":1,\"wait_ms\":%d}"
                        .formatted(worker, queue, WAIT_MS));
        ask(connection, request);
    }

    private void ask(Connection connection, byte[] request) {
        connection.send(request, response -> answered(connection, request, response));
    }

    private void answered(Connection connection, byte[] request, Response response) {
        if (response.status() == 200) {
            ask(connection, request);
        } else {
            refused++;
        }
    }
}
