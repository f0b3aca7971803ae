package dev.headrace.e2e.traffic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.e2e.traffic.Api.Reply;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads that submit one task after the other and note every id that was answered with 202. A call without an answer
 * is noted too: its task may exist or not. Refusals (429, 5xx) are tried again.
 */
public final class Producers implements AutoCloseable {
    private final Api api;
    private final String type;
    private final String queue;
    private final int producers;
    private volatile int total;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final Map<String, String> accepted = new ConcurrentHashMap<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CountDownLatch busy;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** @param total how many tasks in all; they stop earlier when closed */
    public Producers(Api api, String type, String queue, int producers, int total) {
        this.api = api;
        this.type = type;
        this.queue = queue;
        this.producers = producers;
        this.total = total;
        this.busy = new CountDownLatch(producers);
    }

    /** Begins to submit. */
    public void start() {
        for (int i = 0; i < producers; i++) {
            threads.execute(this::produce);
        }
    }

    /** No more tasks than have been begun. */
    public void enough() {
        total = 0;
    }

    /** Ids that were answered with 202, with the state in which each must end. */
    public Map<String, String> accepted() {
        return Map.copyOf(accepted);
    }

    public int acceptedSoFar() {
        return accepted.size();
    }

    public int unanswered() {
        return unanswered.get();
    }

    public boolean finished() {
        return busy.getCount() == 0;
    }

    private void produce() {
        Patience patience = new Patience(stopped);
        for (int number = next.getAndIncrement(); number < total; number = next.getAndIncrement()) {
            Mix mix = Mix.of(number);
            ObjectNode task = mix.task(type, queue, number);
            while (!isStopped() && !submit(task, mix)) {
                patience.pause();
            }
            patience.reset();
        }
        busy.countDown();
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }

    private boolean submit(ObjectNode task, Mix mix) {
        try {
            Reply reply = api.post("/api/v1/tasks", task);
            if (reply.status() == 202) {
                accepted.put(reply.data().path("id").asText(), mix.end());
                return true;
            }
            if (reply.status() == 429 || reply.status() >= 500) {
                // The gateway may have lost the service's answer: the task may exist.
                unanswered.incrementAndGet();
                return false;
            }
            throw new AssertionError("submit: " + reply);
        } catch (IOException e) {
            unanswered.incrementAndGet();
            return false;
        }
    }

    @Override
    public void close() {
        stopped.countDown();
        threads.close();
    }
}
