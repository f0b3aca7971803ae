package dev.headrace.task.lease;

import dev.headrace.platform.api.Violations;
import dev.headrace.task.signal.Kind;
import dev.headrace.task.worker.Worker;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a worker may ask for, and the tasks that it gets: the same for a lease call and for a stream. */
@Singleton
public class Leases {
    private static final int MIN_LEASE_MS = 1_000;
    private static final int MAX_LEASE_MS = 24 * 3_600_000;
    private static final int MAX_NAMES = 100;

    private final Dispatcher dispatcher;
    private final GiveBack giveBack;
    private final LeaseConfig config;

    Leases(Dispatcher dispatcher, GiveBack giveBack, LeaseConfig config) {
        this.dispatcher = dispatcher;
        this.giveBack = giveBack;
        this.config = config;
    }

    /** A worker's wishes, checked: which tasks, and how long a lease holds without a sign of life. */
    public record Terms(UUID workerId, Shape shape, int leaseMs) {}

    /** Adds what is wrong with wishes, whoever the worker is. */
    static Violations check(
            Violations v, @Nullable List<String> types, @Nullable List<String> queues, @Nullable Integer leaseMs) {
        return v.range("lease_ms", leaseMs, MIN_LEASE_MS, MAX_LEASE_MS)
                .range("types.length", types == null ? 0 : types.size(), 0, MAX_NAMES)
                .range("queues.length", queues == null ? 0 : queues.size(), 0, MAX_NAMES);
    }

    /**
     * The terms of a worker that narrows what it registered for, or takes it as it is.
     *
     * @throws dev.headrace.platform.api.ApiException VALIDATION_FAILED if it goes beyond that
     */
    public Terms terms(
            Worker worker, @Nullable List<String> types, @Nullable List<String> queues, @Nullable Integer leaseMs) {
        Violations wrong = check(new Violations(), types, queues, leaseMs);
        inside(wrong, "queues", queues, worker.queues());
        inside(wrong, "types", types, worker.types());
        wrong.orThrow();
        Shape shape = new Shape(
                worker.serves(), narrowed(queues, worker.queues()), narrowed(types, worker.types()), Kind.NO_HOST);
        return new Terms(worker.id(), shape, leaseMs == null ? config.leaseMs() : leaseMs);
    }

    private static void inside(Violations wrong, String field, @Nullable List<String> asked, Set<String> registered) {
        wrong.check(
                asked == null || registered.isEmpty() || registered.containsAll(asked),
                field,
                "NOT_REGISTERED",
                "goes beyond what the worker registered for: " + registered);
    }

    private static Set<String> narrowed(@Nullable List<String> asked, Set<String> registered) {
        return asked == null || asked.isEmpty() ? registered : Set.copyOf(asked);
    }

    /** Waits for the next tasks, {@code max} at most and as long as a call may; an empty list if there were none. */
    public Uni<List<LeasedTask>> next(Terms terms, int max, Dispatcher.Hangup hangup) {
        return next(terms, max, config.maxWaitMs(), hangup);
    }

    Uni<List<LeasedTask>> next(Terms terms, int max, int waitMs, Dispatcher.Hangup hangup) {
        Dispatcher.Ask ask = new Dispatcher.Ask(terms.workerId(), max, terms.leaseMs(), waitMs);
        return dispatcher.poll(terms.shape(), ask, hangup);
    }

    /** Hands back what did not reach the worker; it costs no attempt. */
    public void giveBack(List<LeasedTask> tasks) {
        if (!tasks.isEmpty()) {
            giveBack.all(tasks);
        }
    }
}
