package dev.headrace.local.engine;

import dev.headrace.local.process.Child;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Waits for a real answer of a server that we started. */
public final class Readiness {

    private static final Duration PAUSE = Duration.ofMillis(50);

    private Readiness() {}

    /** One question to the server: returns when it was answered, throws when not. */
    @FunctionalInterface
    public interface Probe {
        void ask() throws Exception;
    }

    /**
     * Asks until there is an answer.
     *
     * @throws EngineException if the process ended or {@code limit} passed, with the end of its log
     */
    public static void await(Child child, Duration limit, Probe probe) {
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

    private static EngineException failure(Child child, String what, @Nullable Exception cause) {
        String tail = child.tail();
        String end = tail.isEmpty() ? "It logged nothing." : "Its log ends with:\n" + tail;
        return new EngineException(child.name() + " " + what + ". " + end, cause);
    }
}
