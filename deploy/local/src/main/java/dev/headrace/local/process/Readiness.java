package dev.headrace.local.process;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Waits for a real answer of a server that we started. */
final class Readiness {

    private static final Duration PAUSE = Duration.ofMillis(50);

    private Readiness() {}

    /** One question to the server: returns when it was answered, throws when not. */
    @FunctionalInterface
    interface Probe {
        void ask() throws Exception;
    }

    /**
     * Asks until there is an answer.
     *
     * @throws StartException if the process ended or {@code limit} passed
     */
    static void await(Child child, Duration limit, Probe probe) {
        long deadline = System.nanoTime() + limit.toNanos();
        Exception last = null;
        while (System.nanoTime() < deadline) {
            try {
                probe.ask();
                return;
            } catch (Exception e) {
                last = e;
            }
            if (child.endsWithin(PAUSE)) {
                throw failure(child, "ended with exit code " + child.onExit().join(), last);
            }
        }
        throw failure(child, "did not answer within " + limit.toSeconds() + " s", last);
    }

    private static StartException failure(Child child, String what, @Nullable Exception cause) {
        return new StartException(child.name() + " " + what + " (log: " + child.log() + ")", child.tail(), cause);
    }
}
