package dev.headrace.task.push;

import dev.headrace.local.fixture.Receiver;
import dev.headrace.task.fixture.TaskApi;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Submits push tasks to a server of this test, and looks at what it got. */
final class Targets implements AutoCloseable {
    static final Map<String, Object> QUICK = Map.of("strategy", "fixed", "base_ms", 1, "jitter", "none");

    private final Receiver receiver = new Receiver();
    private final CountDownLatch open = new CountDownLatch(1);
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    Receiver receiver() {
        return receiver;
    }

    String url(String path) {
        return receiver.url(path);
    }

    /** Answers like this to each call of a path, by its number from 1. */
    Targets answer(String path, IntFunction<Receiver.Reply> reply) {
        receiver.answer(path, reply);
        return this;
    }

    static Receiver.Reply json(int status, String body) {
        return new Receiver.Reply(status, Map.of("Content-Type", "application/json"), body);
    }

    /** Holds every call of a path until {@link #open}, and counts how many are held. */
    Targets hold(String path) {
        return answer(path, n -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            try {
                open.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            inside.decrementAndGet();
            return json(200, "{\"held\":true}");
        });
    }

    /** Gives each call of a path some time in which another might come, and counts how many there are at once. */
    Targets crowd(String path) {
        return answer(path, n -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            try {
                var _ = open.await(20, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            inside.decrementAndGet();
            return json(200, "1");
        });
    }

    void open() {
        open.countDown();
    }

    int inside() {
        return inside.get();
    }

    int mostInside() {
        return most.get();
    }

    List<Receiver.Request> calls(String path) {
        return receiver.requests(path);
    }

    /** A task for a path, tried again at once. */
    Map<String, Object> task(String path, Map<String, Object> more) {
        Map<String, Object> task = new HashMap<>(
                Map.of("type", "push", "payload", Map.of("n", 1), "retry", QUICK, "target", Map.of("url", url(path))));
        task.putAll(more);
        return task;
    }

    String submit(TaskApi api, String path, Map<String, Object> more) {
        return api.submit(task(path, more));
    }

    List<String> submit(TaskApi api, String path, int count) {
        return IntStream.range(0, count)
                .mapToObj(n -> submit(api, path, Map.of()))
                .toList();
    }

    @Override
    public void close() {
        open();
        receiver.close();
    }
}
