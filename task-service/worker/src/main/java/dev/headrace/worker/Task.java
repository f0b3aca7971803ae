package dev.headrace.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a task, in the hands of this worker. Safe for many threads.
 *
 * <p>Delivery is at least once: use {@link #id} as the idempotency key of effects outside.
 */
public final class Task {
    private static final int MAX_PROGRESS = 4_096;
    private static final Duration MAX_EXTENSION = Duration.ofDays(1);

    private final LeasedTask leased;
    private final ObjectMapper json;
    private final BiConsumer<Task, Long> extend;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Runnable> onCancel = new ArrayList<>();
    private volatile String progress = "";
    private volatile String known = "";
    private volatile boolean cancelled;
    private volatile boolean lost;
    private boolean ended;
    private @Nullable Thread runner;

    /** @param extend takes the task and milliseconds */
    Task(LeasedTask leased, ObjectMapper json, BiConsumer<Task, Long> extend) {
        this.leased = leased;
        this.json = json;
        this.extend = extend;
    }

    public String id() {
        return leased.id();
    }

    /** Number of the lease; larger than every earlier one of this task. */
    public long lease() {
        return leased.lease();
    }

    /** From 1; grows with failures, not with leases. */
    public int attempt() {
        return leased.attempt();
    }

    public int maxAttempts() {
        return leased.maxAttempts();
    }

    public String type() {
        return leased.type();
    }

    public String queue() {
        return leased.queue();
    }

    public String priority() {
        return leased.priority();
    }

    public Instant createdAt() {
        return leased.createdAt();
    }

    /** Hard end of this attempt by the server's clock; empty if the task has no timeout. */
    public Optional<Instant> deadline() {
        return Optional.ofNullable(leased.deadline());
    }

    public JsonNode payload() {
        return leased.payload();
    }

    /** What the submitter noted with the task; a missing node if nothing. */
    public JsonNode metadata() {
        return leased.metadata();
    }

    /**
     * The payload as a class.
     *
     * @throws NotRetryable if it does not fit: it will not fit the next time either
     */
    public <T> T payload(Class<T> type) {
        return type.cast(payloadAs(type));
    }

    Object payloadAs(java.lang.reflect.Type type) {
        try {
            Object value = json.treeToValue(leased.payload(), json.constructType(type));
            if (value == null) {
                throw new NotRetryable(
                        "The payload is null; the handler of " + type() + " wants a " + type.getTypeName());
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new NotRetryable("The payload is no " + type.getTypeName() + ": " + e.getOriginalMessage(), e);
        }
    }

    /**
     * Shows with the task how far it is; goes out with the next heartbeat, the latest wins.
     *
     * @param progress anything that Jackson can write, at most 4,096 characters as JSON
     */
    public void progress(Object progress) {
        String text;
        try {
            text = json.writeValueAsString(progress);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("progress cannot be written as JSON: " + e.getOriginalMessage(), e);
        }
        if (text.length() > MAX_PROGRESS) {
            throw new IllegalArgumentException(
                    "progress has " + text.length() + " characters as JSON; at most " + MAX_PROGRESS + " are allowed");
        }
        this.progress = text;
    }

    /**
     * Whether the handler should stop: somebody has cancelled the task, the lease is lost, or the worker must end. It
     * may still finish; after a cancel the task is SUCCEEDED then, and CANCELLED if the handler throws.
     */
    public boolean isCancelled() {
        return cancelled;
    }

    /** Runs the action, once and in a thread of its own, when {@link #isCancelled} becomes true; at once if it is. */
    public void onCancel(Runnable action) {
        lock.lock();
        try {
            if (!cancelled) {
                onCancel.add(action);
                return;
            }
        } finally {
            lock.unlock();
        }
        Thread.ofVirtual().start(action);
    }

    /**
     * Makes the lease end so many milliseconds from now, for work during which no heartbeat can be sent. Heartbeats do
     * not shorten it. Returns at once; if the lease turns out to be lost, {@link #isCancelled} becomes true.
     *
     * @param millis from 1,000 to a day
     */
    public void extend(long millis) {
        if (millis < 1_000 || millis > MAX_EXTENSION.toMillis()) {
            throw new IllegalArgumentException(
                    "millis is " + millis + "; it must be from 1000 to " + MAX_EXTENSION.toMillis());
        }
        extend.accept(this, millis);
    }

    /** Progress that the server does not know yet, as JSON; empty if there is none. */
    String news() {
        String latest = progress;
        return latest.equals(known) ? "" : latest;
    }

    /** The server knows this progress now. */
    void told(String news) {
        if (!news.isEmpty()) {
            known = news;
        }
    }

    boolean isLost() {
        return lost;
    }

    boolean isEnded() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }

    /** The handler begins in this thread; false if the task was given up before. */
    boolean begin() {
        lock.lock();
        try {
            runner = ended ? null : Thread.currentThread();
            return !ended;
        } finally {
            lock.unlock();
        }
    }

    /** The attempt is over; true for the one caller that says how. */
    boolean end() {
        lock.lock();
        try {
            boolean first = !ended;
            ended = true;
            runner = null;
            onCancel.clear();
            return first;
        } finally {
            lock.unlock();
        }
    }

    /** The worker cannot wait for the handler any more: interrupts it. True for the caller that ends the attempt. */
    boolean giveUp() {
        cancel();
        lock.lock();
        try {
            if (ended) {
                return false;
            }
            ended = true;
            if (runner != null) {
                runner.interrupt();
                runner = null;
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    void cancel() {
        List<Runnable> actions;
        lock.lock();
        try {
            cancelled = true;
            actions = List.copyOf(onCancel);
            onCancel.clear();
        } finally {
            lock.unlock();
        }
        actions.forEach(action -> Thread.ofVirtual().start(action));
    }

    /** The lease is not in force any more. True the first time. */
    boolean lose() {
        boolean first;
        lock.lock();
        try {
            first = !lost;
            lost = true;
        } finally {
            lock.unlock();
        }
        cancel();
        return first;
    }

    @Override
    public String toString() {
        return type() + " " + id() + " lease " + lease() + " attempt " + attempt();
    }
}
