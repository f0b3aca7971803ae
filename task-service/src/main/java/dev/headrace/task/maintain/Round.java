package dev.headrace.task.maintain;

import io.smallrye.mutiny.Uni;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Work that is done in rounds, one at a time: a call during a round leads to one more. A full round is followed by the
 * next at once.
 */
public final class Round {
    private static final Logger LOG = Logger.getLogger(Round.class);

    private final String name;
    private final int full;
    private final Supplier<Uni<Integer>> work;
    private boolean running;
    private boolean again;
    private boolean stopped;

    /** @param full a round that handled so many is followed by another */
    public Round(String name, int full, Supplier<Uni<Integer>> work) {
        this.name = name;
        this.full = full;
        this.work = work;
    }

    public void run() {
        synchronized (this) {
            again = running;
            if (running || stopped) {
                return;
            }
            running = true;
        }
        // A round belongs to nobody: what fails is logged and done by the next one.
        work.get().subscribe().with(this::done, this::failed);
    }

    /** No round starts any more. */
    public synchronized void stop() {
        stopped = true;
    }

    private void done(int handled) {
        boolean next;
        synchronized (this) {
            running = false;
            next = !stopped && (again || handled >= full);
        }
        if (next) {
            run();
        }
    }

    private void failed(Throwable failure) {
        LOG.warnf("round failed, the next one tries again round=%s error=%s", name, failure);
        synchronized (this) {
            running = false;
        }
    }
}
