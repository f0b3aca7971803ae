package dev.headrace.bench.load;

import dev.headrace.bench.Words;
import dev.headrace.bench.wire.Connection;
import dev.headrace.bench.wire.Endpoint;
import dev.headrace.bench.wire.Loop;
import dev.headrace.bench.wire.Response;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

/**
 * Open loop: calls are due at fixed moments, whatever becomes of the earlier ones. A call that has to wait for a free
 * connection still carries the moment at which it was due, so a stall of the server is seen in full (no coordinated
 * omission).
 */
final class Paced {
    private static final long LEAD_NANOS = 20_000_000;

    private final Tally tally = new Tally();
    private final Deque<Connection> free = new ArrayDeque<>();
    private final Deque<Long> late = new ArrayDeque<>();
    private final LongFunction<byte[]> request;
    private final int good;
    private long open;

    private Paced(LongFunction<byte[]> request, int good, long calls) {
        this.request = request;
        this.good = good;
        this.open = calls;
    }

    /** {@code paced queue= connections= rate= millis=}; the rate is in calls per second. */
    static Words run(Loop loop, Endpoint endpoint, Words command) throws IOException {
        Submit submit = new Submit(endpoint, command.text("queue"));
        return run(loop, endpoint, command, submit::at, 202);
    }

    /**
     * The same with any request.
     *
     * @param request by the moment that it is due at
     * @param good the status of an answer that counts
     */
    static Words run(Loop loop, Endpoint endpoint, Words command, LongFunction<byte[]> request, int good)
            throws IOException {
        long period = 1_000_000_000 / command.number("rate");
        long calls = command.number("millis") * 1_000_000 / period;
        Paced paced = new Paced(request, good, calls);
        for (int i = 0; i < command.count("connections"); i++) {
            paced.free.add(new Connection(loop, endpoint));
        }
        try (ScheduledExecutorService metronome = Executors.newSingleThreadScheduledExecutor()) {
            long first = System.nanoTime() + LEAD_NANOS;
            Clock clock = new Clock(first, period, calls);
            Runnable beat = () -> clock.due(due -> loop.execute(() -> paced.due(due)));
            long wait = first - System.nanoTime();
            ScheduledFuture<?> beats = metronome.scheduleAtFixedRate(beat, wait, period, TimeUnit.NANOSECONDS);
            loop.runUntil(() -> paced.open == 0);
            beats.cancel(false);
        }
        for (Connection connection : paced.free) {
            connection.close();
        }
        return paced.tally.words();
    }

    private void due(long due) {
        Connection connection = free.poll();
        if (connection == null) {
            late.add(due);
        } else {
            send(connection, due);
        }
    }

    private void send(Connection connection, long due) {
        connection.send(request.apply(due), response -> {
            note(due, response);
            Long next = late.poll();
            if (next == null) {
                free.add(connection);
            } else {
                send(connection, next);
            }
        });
    }

    private void note(long due, Response response) {
        open--;
        if (response.status() == good) {
            tally.answered(due, 1);
        } else {
            tally.refused(response);
        }
    }
}
