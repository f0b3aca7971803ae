package dev.headrace.e2e.traffic;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Callers that do the same again and again, with a short rest, and remember what did not go as it should. */
public final class SteadyCallers implements AutoCloseable {
    private static final long REST_MS = 20;
    private static final int FLOW = 40;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ScheduledExecutorService callers;
    private final List<Future<?>> calling = new ArrayList<>();
    private final LongAdder rounds = new LongAdder();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();

    /** What a caller does in one round. */
    @FunctionalInterface
    public interface Round {
        /**
         * All of it.
         *
         * @param caller its number, from 0
         * @throws AssertionError if an answer is not as it should be
         */
        void run(int caller) throws IOException;
    }

    /** So many begin at once. */
    public SteadyCallers(int number, Round round) {
        this.callers = Executors.newScheduledThreadPool(number);
        for (int i = 0; i < number; i++) {
            int caller = i;
            calling.add(callers.scheduleWithFixedDelay(() -> once(caller, round), 0, REST_MS, TimeUnit.MILLISECONDS));
        }
    }

    private void once(int caller, Round round) {
        try {
            round.run(caller);
        } catch (IOException | RuntimeException | AssertionError e) {
            failures.add(e.toString());
        }
        rounds.increment();
    }

    /** How many rounds have ended. */
    public long rounds() {
        return rounds.sum();
    }

    /** Waits until every caller has ended some more rounds: requests flow. */
    public void awaitFlow() {
        long enough = rounds() + FLOW;
        await("requests flow").atMost(PATIENCE).until(() -> rounds() >= enough);
    }

    /** What was not as it should be so far. */
    public List<String> failures() {
        List<String> all = new ArrayList<>(failures);
        calling.stream()
                .filter(caller -> caller.state() == Future.State.FAILED)
                .forEach(caller -> all.add(caller.exceptionNow().toString()));
        return all;
    }

    /** Ends with the rounds that are under way. */
    @Override
    public void close() {
        callers.close();
    }
}
