package dev.headrace.task.worker;

import dev.headrace.platform.api.Violations;
import dev.headrace.task.store.RawJson;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One sign of life for everything that a worker holds. */
public record Heartbeat(@Nullable List<Lease> leases) {
    private static final int MAX_PROGRESS = 4_096;

    /**
     * A lease that the worker holds.
     *
     * @param progress any JSON, shown on the task while it runs
     */
    public record Lease(
            @Nullable UUID taskId,
            @Nullable Long lease,
            @Nullable RawJson progress) {
        @Nullable
        String progressText() {
            return progress == null ? null : progress.text();
        }
    }

    /** The leases, if all is well with them. */
    public List<Lease> held(int most) {
        Violations wrong = new Violations();
        check(wrong, most);
        wrong.orThrow();
        return said();
    }

    /** Adds what is wrong with the leases. */
    void check(Violations v, int most) {
        List<Lease> held = said();
        v.range("leases.length", held.size(), 0, most);
        for (int i = 0; i < Math.min(held.size(), most); i++) {
            Lease lease = held.get(i);
            v.required("leases[" + i + "].task_id", lease.taskId());
            v.required("leases[" + i + "].lease", lease.lease());
            String progress = lease.progressText();
            v.check(
                    progress == null || progress.length() <= MAX_PROGRESS,
                    "leases[" + i + "].progress",
                    "TOO_LARGE",
                    "may have at most " + MAX_PROGRESS + " characters");
        }
    }

    private List<Lease> said() {
        return leases == null ? List.of() : leases;
    }

    /**
     * What the worker must know.
     *
     * @param cancel tasks to stop; the worker may still finish them
     * @param stale tasks whose lease is not in force any more: stop, and forget the result
     * @param drain whether to lease nothing more and to end
     */
    public record Reply(List<UUID> cancel, List<UUID> stale, boolean drain) {}
}
