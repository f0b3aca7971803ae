package dev.headrace.e2e.deadletter;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Tasks of a tenant that die one after the other, until it is closed. */
final class Storm implements AutoCloseable {
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger deaths = new AtomicInteger();
    private final Thread thread;

    Storm(Crew crew) {
        this.thread = Thread.ofVirtual().start(() -> blow(crew));
    }

    private void blow(Crew crew) {
        try {
            while (!over.get() && deaths.get() < 1_000) {
                deaths.addAndGet(crew.work(20, "card " + deaths + " was declined"));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    int deaths() {
        return deaths.get();
    }

    @Override
    public void close() throws InterruptedException {
        over.set(true);
        thread.join();
    }
}
