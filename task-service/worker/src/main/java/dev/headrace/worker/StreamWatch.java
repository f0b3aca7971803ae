package dev.headrace.worker;

import java.time.Duration;

/**
 * Asks a stream that is quiet whether it still lives. The client of the JDK does not always tell that a connection was closed
 * (about one time in fifty, JDK 25), and of one that leads nowhere any more nobody can tell.
 *
 * <p>A ping that cannot be sent ends the stream at once: of two pings into a closed connection the second fails.
 *
 * @param quiet so long may nothing be heard before it is asked
 * @param asked the same while an answer is waited for
 * @param step pause between two pings of one question
 * @param most so many pings stay without an answer until the stream is given up
 */
record StreamWatch(Duration quiet, Duration asked, Duration step, int most) {
    static final StreamWatch USUAL =
            new StreamWatch(Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofMillis(500), 10);

    /** What is watched. */
    interface Watched {
        /** Waits until the stream has ended, so long at most; whether it has. */
        boolean awaitEnd(Duration most) throws InterruptedException;

        /** Nanoseconds since anything was heard. */
        long silence();

        boolean isAsked();

        /** Fails if it cannot be sent. */
        void ping() throws ApiFailure, InterruptedException;

        /** Ends it. */
        void giveUp();
    }

    /** Watches a stream until it has ended. */
    void over(Watched stream) {
        Thread.ofVirtual().name("headrace-stream").start(() -> {
            try {
                int unanswered = 0;
                while (!stream.awaitEnd(step)) {
                    Duration patience = stream.isAsked() ? asked : quiet;
                    boolean silent = stream.silence() > (unanswered == 0 ? patience : step).toNanos();
                    unanswered = silent ? unanswered + 1 : 0;
                    if (unanswered > most) {
                        stream.giveUp();
                    } else if (silent) {
                        stream.ping();
                    }
                }
            } catch (ApiFailure e) {
                stream.giveUp();
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts this thread", e);
            }
        });
    }
}
