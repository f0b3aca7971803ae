package dev.headrace.local.demo;

import dev.headrace.local.process.Guard;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Asks again until there is an answer, for a bounded time, and not after the suite has ended. */
final class Patience {

    private static final Duration PAUSE = Duration.ofMillis(250);

    private final Guard guard;

    Patience(Guard guard) {
        this.guard = guard;
    }

    /** @throws DemoException that {@code what} did not happen in time */
    <T> T until(String what, Duration limit, Supplier<Optional<T>> question) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            Optional<T> answer = question.get();
            if (answer.isPresent()) {
                return answer.get();
            }
            if (System.nanoTime() > deadline) {
                throw new DemoException(what + " within " + limit.toSeconds() + " s");
            }
            if (guard.endsWithin(PAUSE)) {
                throw new DemoException("the suite has ended");
            }
        }
    }
}
