package dev.headrace.task.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.task.model.Priority;
import dev.headrace.task.signal.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;

/**
 * One random life of a tenant: operations that the seed chooses, sent to the service and told to the model, whose answers must
 * agree. All delays are odd half hours and all steps of the clock whole hours, so that the seconds which really pass decide
 * nothing.
 */
final class Story {
    private static final List<String> QUEUES = List.of("a", "b");
    private static final List<String> TYPES = List.of("x", "y");
    private static final int WAIT_MS = 10_000;

    final String tenant;
    final Model model = new Model();
    private final Random random;
    private final Wire wire;
    private final TimeMachine time;
    private final BiConsumer<String, Long> forget;
    private final List<String> told = new ArrayList<>();
    private final List<String> workers = new ArrayList<>();

    /** @param forget makes the service forget that it gave a lease, as if another replica had given it */
    Story(String tenant, long seed, Wire wire, TimeMachine time, BiConsumer<String, Long> forget) {
        this.tenant = tenant;
        this.random = new Random(seed);
        this.wire = wire;
        this.time = time;
        this.forget = forget;
    }

    /** @throws AssertionError with the story up to there if the service does what the model does not allow */
    void happen(int operations) {
        try {
            register();
            register();
            for (int i = 0; i < operations; i++) {
                model.next();
                operation();
            }
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(e.getMessage() + "\n  " + String.join("\n  ", told), e);
        }
    }

    private void register() {
        JsonNode registered =
                wire.post("/api/v1/workers", Wire.object().put("name", "w")).expect(201);
        workers.add(registered.path("worker_id").asText());
    }

    private void operation() {
        int dice = random.nextInt(100);
        if (dice < 24) {
            submit();
        } else if (dice < 48) {
            lease();
        } else if (dice < 54) {
            waitForTask();
        } else if (dice < 76) {
            answer();
        } else if (dice < 80) {
            beat();
        } else if (dice < 86) {
            cancel();
        } else if (dice < 90) {
            crash();
        } else if (dice < 95) {
            step();
        } else if (dice < 98) {
            setQueue();
        } else {
            look();
        }
    }

    private void tell(String what) {
        told.add(what);
    }

    private static void agree(String what, Object expected, Object actual) {
        if (!expected.equals(actual)) {
            throw new AssertionError(what + ": the model says " + expected + ", the service " + actual);
        }
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private long halfHours() {
        return 30 + 60L * random.nextInt(4);
    }

    // --- submit

    private Life draft() {
        return new Life(
                new Life.Kind(any(QUEUES), any(TYPES)),
                random.nextInt(Priority.values().length),
                1 + random.nextInt(3),
                (int) halfHours());
    }

    private void submit() {
        long delay = random.nextInt(3) == 0 ? halfHours() : 0;
        Life first = draft();
        if (random.nextInt(3) > 0) {
            JsonNode accepted =
                    wire.post("/api/v1/tasks", Phrases.task(first, delay)).expect(202);
            first.id = accepted.path("id").asText();
            model.submitted(List.of(first), delay);
            tell("submit " + first + " delay " + delay);
            agree(
                    "state of " + first,
                    first.state.name(),
                    accepted.path("state").asText());
            return;
        }
        List<Life> together = new ArrayList<>(List.of(first));
        for (int i = random.nextInt(4); i > 0; i--) {
            together.add(new Life(first.kind, first.priority, first.maxAttempts, first.retryMinutes));
        }
        ObjectNode bulk = Wire.object();
        ArrayNode tasks = bulk.putArray("tasks");
        together.forEach(task -> tasks.add(Phrases.task(task, delay)));
        JsonNode results = wire.post("/api/v1/tasks/bulk", bulk).expect(200).path("results");
        for (int i = 0; i < together.size(); i++) {
            together.get(i).id = results.path(i).path("id").asText();
        }
        model.submitted(together, delay);
        tell("submit together " + together + " delay " + delay);
    }

    // --- lease

    private Set<String> someQueues() {
        return random.nextBoolean() ? Set.copyOf(QUEUES) : Set.of(any(QUEUES));
    }

    private void lease() {
        Set<String> queues = someQueues();
        int max = 1 + random.nextInt(4);
        String worker = any(workers);
        long minutes = halfHours();
        tell("lease " + max + " of " + queues);
        take(
                wire.post("/api/v1/leases", Phrases.ask(worker, queues, max, 0, minutes))
                        .expect(200),
                queues,
                worker,
                minutes);
        int got = lastTaken;
        if (got < max) {
            agree("left after " + got + " of " + max, List.of(), model.leasable(queues));
        }
    }

    private int lastTaken;

    /** Each task must be one of those that may be the next. */
    private void take(JsonNode answer, Set<String> queues, String worker, long leaseMinutes) {
        lastTaken = 0;
        for (JsonNode task : answer.path("tasks")) {
            String id = task.path("id").asText();
            List<Life> allowed = model.leasable(queues);
            Life taken = allowed.stream()
                    .filter(life -> life.id.equals(id))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("leased " + id + " but next were " + allowed));
            agree("attempt of " + taken, taken.attempt, task.path("attempt").asInt());
            model.leased(taken, task.path("lease").asLong(), worker, leaseMinutes);
            tell("  got " + taken);
            lastTaken++;
        }
    }

    /** A worker that has nothing to do waits, and a task comes. */
    private void waitForTask() {
        Life task = draft();
        Set<String> queues = Set.copyOf(QUEUES);
        if (!model.leasable(queues).isEmpty()) {
            lease();
            return;
        }
        String worker = any(workers);
        long minutes = halfHours();
        tell("wait for " + task);
        boolean open = model.isOpen(task.kind.queue());
        CompletableFuture<Wire.Reply> waiting =
                wire.begin("/api/v1/leases", Phrases.ask(worker, queues, 1, open ? WAIT_MS : 1, minutes));
        JsonNode accepted = wire.post("/api/v1/tasks", Phrases.task(task, 0)).expect(202);
        task.id = accepted.path("id").asText();
        model.submitted(List.of(task), 0);
        take(answer(waiting).expect(200), queues, worker, minutes);
        agree("tasks for a waiting worker", open ? 1 : 0, lastTaken);
    }

    private static Wire.Reply answer(CompletableFuture<Wire.Reply> waiting) {
        try {
            return waiting.get(2 * WAIT_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    // --- what workers say

    /** Half of the time a lease in force, else one that is over, or that never was. */
    private long someLease(Life task) {
        if (task.isRunning() && random.nextInt(4) > 0) {
            return task.lease;
        }
        List<Long> over =
                task.past.stream().map(Life.Past::lease).filter(l -> l >= 0).toList();
        return over.isEmpty() || random.nextInt(5) == 0 ? 1_000_000_000L + random.nextInt(1_000) : any(over);
    }

    private List<Life> someTasks(int most) {
        List<Life> running = model.tasks.stream().filter(Life::isRunning).toList();
        Set<Life> some = new HashSet<>();
        for (int i = 1 + random.nextInt(most); i > 0 && !model.tasks.isEmpty(); i--) {
            some.add(!running.isEmpty() && random.nextInt(5) > 0 ? any(running) : any(model.tasks));
        }
        return model.tasks.stream().filter(some::contains).toList();
    }

    private void answer() {
        ObjectNode body = Wire.object();
        ArrayNode outcomes = body.putArray("outcomes");
        List<String> expected = new ArrayList<>();
        for (Life task : someTasks(3)) {
            long lease = someLease(task);
            if (random.nextInt(3) == 0) {
                forget.accept(task.id, lease);
            }
            String result = any(List.of("succeeded", "succeeded", "failed", "failed", "released", "extended"));
            boolean retryable = random.nextInt(5) > 0;
            long minutes = "extended".equals(result) || random.nextInt(3) == 0 ? halfHours() : -1;
            int times = random.nextInt(6) == 0 && !"extended".equals(result) ? 2 : 1;
            for (int i = 0; i < times; i++) {
                outcomes.add(Phrases.outcome(task.id, lease, result, retryable, minutes));
                tell(result + " " + task + " with " + lease + " retryable " + retryable + " minutes " + minutes);
                expected.add(model.answer(task, lease, result, retryable, minutes));
            }
        }
        if (random.nextInt(8) == 0) {
            outcomes.add(Phrases.outcome(UUID.randomUUID().toString(), 1, "succeeded", true, -1));
            expected.add("unknown");
        }
        if (!outcomes.isEmpty()) {
            JsonNode answers =
                    wire.post("/api/v1/leases/outcomes", body).expect(200).path("outcomes");
            List<String> said = new ArrayList<>();
            answers.forEach(answer -> said.add(answer.path("status").asText()));
            agree("answers", expected, said);
        }
    }

    private void beat() {
        String worker = any(workers);
        ObjectNode body = Wire.object();
        ArrayNode leases = body.putArray("leases");
        Set<String> stale = new HashSet<>();
        Set<String> cancel = new HashSet<>();
        for (Life task : someTasks(3)) {
            long lease = someLease(task);
            leases.addObject().put("task_id", task.id).put("lease", lease);
            tell("heartbeat for " + task + " with " + lease);
            if (!model.beat(task, lease, worker)) {
                stale.add(task.id);
            } else if (task.cancelling) {
                cancel.add(task.id);
            }
        }
        JsonNode reply =
                wire.post("/api/v1/workers/" + worker + "/heartbeat", body).expect(200);
        agree("stale leases", stale, Phrases.texts(reply.path("stale")));
        agree("tasks to cancel", cancel, Phrases.texts(reply.path("cancel")));
    }

    // --- what others do

    private void cancel() {
        if (model.tasks.isEmpty()) {
            return;
        }
        Life task = any(model.tasks);
        boolean force = random.nextBoolean();
        tell("cancel " + task + (force ? " by force" : ""));
        String expected = model.cancel(task, force);
        Wire.Reply reply = wire.post(
                "/api/v1/tasks/" + task.id + "/cancel", Wire.object().put("mode", force ? "force" : "graceful"));
        if (expected.isEmpty()) {
            reply.expect(409);
        } else {
            agree("cancelled " + task, expected, reply.expect(200).path("state").asText());
        }
    }

    private void setQueue() {
        String queue = any(QUEUES);
        boolean pause = random.nextInt(3) == 0;
        int limit = random.nextInt(3);
        tell("queue " + queue + " paused " + pause + " limit " + limit);
        ObjectNode settings = Wire.object().put("paused", pause);
        if (limit > 0) {
            settings.put("max_running", limit);
        }
        wire.put("/api/v1/queues/" + queue, settings).expect(200);
        model.set(queue, pause, limit);
    }

    private void crash() {
        List<Life> running = model.tasks.stream().filter(Life::isRunning).toList();
        if (running.isEmpty()) {
            return;
        }
        Life task = any(running);
        tell("silence about " + task);
        time.silence(task.id, task.lease);
        model.expire(List.of(task));
        time.settle(tenant, kinds());
    }

    private void step() {
        long minutes = 60L * (1 + random.nextInt(3));
        tell("minutes " + minutes);
        boolean due = model.anythingDue(minutes);
        time.pass(tenant, minutes);
        model.step(minutes);
        if (due) {
            time.settle(tenant, kinds());
        }
    }

    private Set<Kind> kinds() {
        Set<Kind> kinds = new HashSet<>();
        QUEUES.forEach(queue -> TYPES.forEach(type -> kinds.add(new Kind(tenant, queue, type, Kind.NO_HOST))));
        return kinds;
    }

    private void look() {
        if (!model.tasks.isEmpty()) {
            Life task = any(model.tasks);
            JsonNode seen = wire.get("/api/v1/tasks/" + task.id).expect(200);
            agree("state of " + task, task.state.name(), seen.path("state").asText());
        }
    }
}
