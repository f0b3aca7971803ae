package dev.headrace.e2e.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.e2e.check.Evidence.Answer;
import dev.headrace.e2e.traffic.Api.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Worker threads that lease, do what each task's payload says, bring the outcomes with the next call until they are
 * answered, and note every answer.
 */
public final class Hands implements AutoCloseable {
    private static final int MAX = 20;
    private static final int WAIT_MS = 1_000;
    /** So often an outcome is sent in vain after the stop, before it is given up. */
    private static final int LAST_TRIES = 20;

    private final Api api;
    private final String queue;
    private final int workers;
    private final int leaseMs;
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** @param leaseMs how long a lease holds without a sign of life, in milliseconds */
    public Hands(Api api, String queue, int workers, int leaseMs) {
        this.api = api;
        this.queue = queue;
        this.workers = workers;
        this.leaseMs = leaseMs;
    }

    /** Begins to work. */
    public void start() {
        for (int i = 0; i < workers; i++) {
            threads.execute(this::work);
        }
    }

    /** Every answer to an outcome so far. */
    public List<Answer> answers() {
        return List.copyOf(answers);
    }

    /** How many outcomes were answered so far. */
    public int answeredSoFar() {
        return answered.get();
    }

    private void work() {
        Patience patience = new Patience(stopped);
        Round round = new Round("", List.of(), false);
        int failures = 0;
        while (stopped.getCount() > 0 || (!round.outcomes.isEmpty() && failures < LAST_TRIES)) {
            try {
                round = next(round);
                patience.reset();
                failures = 0;
            } catch (IOException e) {
                failures++;
                round = new Round(round.worker, round.outcomes, true);
                patience.pause();
            }
        }
    }

    /**
     * Where a worker thread stands.
     *
     * @param worker its id; empty if it must register
     * @param outcomes to bring
     * @param repeated whether these were sent before
     */
    private record Round(String worker, List<ObjectNode> outcomes, boolean repeated) {}

    private Round next(Round round) throws IOException {
        if (round.worker.isEmpty()) {
            ObjectNode registration = Api.object().put("name", "hands").put("slots", MAX);
            registration.putArray("types");
            registration.putArray("queues").add(queue);
            Reply reply = api.post("/api/v1/workers", registration);
            String id = reply.data().path("worker_id").asText();
            return new Round(checked(reply) ? id : "", round.outcomes, round.repeated);
        }
        boolean stop = stopped.getCount() == 0;
        ObjectNode body = stop ? Api.object() : lease(round.worker);
        body.putArray("outcomes").addAll(round.outcomes);
        Reply reply = api.post(stop ? "/api/v1/leases/outcomes" : "/api/v1/leases", body);
        if (!checked(reply)) {
            return new Round("", round.outcomes, true);
        }
        note(round, reply.data().path("outcomes"));
        return new Round(round.worker, run(reply.data().path("tasks")), false);
    }

    private ObjectNode lease(String worker) {
        ObjectNode body = Api.object().put("worker_id", worker).put("max", MAX);
        body.put("wait_ms", WAIT_MS).put("lease_ms", leaseMs);
        body.putArray("queues").add(queue);
        return body;
    }

    /** False if the server does not know the worker any more. @throws IOException to try again */
    private static boolean checked(Reply reply) throws IOException {
        if (reply.status() == 404) {
            return false;
        }
        if (reply.status() / 100 == 2) {
            return true;
        }
        if (reply.status() == 429 || reply.status() >= 500) {
            throw new IOException(reply.toString());
        }
        throw new AssertionError(reply);
    }

    private void note(Round round, JsonNode told) {
        for (int i = 0; i < round.outcomes.size(); i++) {
            ObjectNode sent = round.outcomes.get(i);
            answers.add(new Answer(
                    sent.path("task_id").asText(),
                    sent.path("lease").asLong(),
                    sent.path("result").asText(),
                    told.path(i).path("status").asText(),
                    round.repeated));
            answered.incrementAndGet();
        }
    }

    private static List<ObjectNode> run(JsonNode tasks) {
        List<ObjectNode> outcomes = new ArrayList<>();
        for (JsonNode task : tasks) {
            ObjectNode outcome = Api.object();
            outcome.set("task_id", task.path("id"));
            outcome.set("lease", task.path("lease"));
            Mix mix = Mix.valueOf(task.path("payload").path("do").asText("SUCCEED"));
            mix.outcome(task.path("attempt").asInt(), outcome);
            outcomes.add(outcome);
        }
        return outcomes;
    }

    @Override
    public void close() {
        stopped.countDown();
        threads.close();
    }
}
