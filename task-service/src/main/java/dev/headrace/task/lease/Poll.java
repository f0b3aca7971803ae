package dev.headrace.task.lease;

import dev.headrace.platform.api.ApiException;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One worker that waits for tasks; it is answered once. Guarded by the dispatcher.
 *
 * <p>While a statement may fill it, a poll has a holder: a claim, or a submit that hands its tasks over. Nobody else
 * fills it meanwhile, and if its time is up it is answered when the holder lets go, so no leased task is ever without a
 * taker.
 */
final class Poll {
    private final UUID workerId;
    private final int max;
    private final int leaseMs;
    private final UniEmitter<? super List<LeasedTask>> emitter;
    private final List<LeasedTask> tasks = new ArrayList<>();
    private @Nullable Object holder;
    private int promised;
    private OptionalLong timer = OptionalLong.empty();
    private boolean timeIsUp;
    private boolean gone;

    Poll(UUID workerId, int max, int leaseMs, UniEmitter<? super List<LeasedTask>> emitter) {
        this.workerId = workerId;
        this.max = max;
        this.leaseMs = leaseMs;
        this.emitter = emitter;
    }

    int max() {
        return max;
    }

    Claims.Place place() {
        return new Claims.Place(workerId, leaseMs);
    }

    boolean isFree() {
        return holder == null && !gone;
    }

    boolean isHeld() {
        return holder != null;
    }

    boolean hasRoomFor(Object asking) {
        return !gone && (holder == null || holder.equals(asking)) && promised < max;
    }

    void hold(Object by) {
        holder = by;
    }

    /** Promises one place to a holder. */
    void promise(Object by) {
        holder = by;
        promised++;
    }

    void fill(LeasedTask task) {
        tasks.add(task);
    }

    /** The holder is done. */
    void letGo() {
        holder = null;
        promised = 0;
    }

    void timer(long id) {
        timer = OptionalLong.of(id);
    }

    OptionalLong timer() {
        return timer;
    }

    void timeIsUp() {
        timeIsUp = true;
    }

    /** The caller has hung up. */
    void leave() {
        gone = true;
    }

    boolean isGone() {
        return gone;
    }

    /** Whether it is to be answered now: it has a task, or its time is up. */
    boolean isDue() {
        return holder == null && (timeIsUp || gone || !tasks.isEmpty());
    }

    List<LeasedTask> tasks() {
        return tasks;
    }

    void answer() {
        emitter.complete(List.copyOf(tasks));
    }

    void refuse(ApiException reason) {
        emitter.fail(reason);
    }
}
