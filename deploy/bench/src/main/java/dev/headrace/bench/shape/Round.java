package dev.headrace.bench.shape;

import dev.headrace.bench.Words;
import dev.headrace.bench.probe.Probe;
import dev.headrace.bench.probe.Use;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * All shapes once, one after the other. Whatever a shape submits is worked off, and the suite has come to rest, before the
 * next one begins.
 */
public final class Round {
    private static final long PATIENCE_MS = 120_000;

    private final Child generator;
    private final Child worker;
    private final Probe probe;
    private final Sizes sizes;
    private final String name;
    private final List<Sample> samples = new ArrayList<>();

    /** @param name part of the queues' names, so that rounds do not meet */
    public Round(Child generator, Child worker, Probe probe, Sizes sizes, String name) {
        this.generator = generator;
        this.worker = worker;
        this.probe = probe;
        this.sizes = sizes;
        this.name = name;
    }

    public List<Sample> run() throws SQLException {
        long backlog = submitInBulk();
        burnDown(backlog);
        submitOneByOne();
        openLoop();
        submitAndDrain();
        return samples;
    }

    /** All but the open loop, whose rate is given. */
    public List<Sample> rates() throws SQLException {
        burnDown(submitInBulk());
        submitOneByOne();
        submitAndDrain();
        return samples;
    }

    private long submitInBulk() throws SQLException {
        probe.rest();
        Use before = probe.now();
        Words done = generator.ask(command(
                "bulk",
                "backlog",
                Map.of("connections", Sizes.BULK_CONNECTIONS, "calls", sizes.backlogCalls(), "size", Sizes.BULK)));
        long accepted = accepted(done);
        add(Sample.of(Shape.W2B, accepted, done.number("nanos"), done, done.number("refused"), since(before)));
        return accepted;
    }

    private void burnDown(long backlog) throws SQLException {
        probe.rest();
        Use before = probe.now();
        Words done = drain("backlog", backlog);
        add(Sample.of(Shape.W1, backlog, done.number("nanos"), done, done.number("refused"), since(before)));
    }

    private void submitOneByOne() throws SQLException {
        probe.rest();
        Use before = probe.now();
        Words done = generator.ask(singles("singles", sizes.singlesMs()));
        long accepted = accepted(done);
        add(Sample.of(Shape.W2A, accepted, done.number("nanos"), done, done.number("refused"), since(before)));
        drain("singles", accepted);
    }

    /** The open loop with the worker on a stream. */
    public List<Sample> stream() throws SQLException {
        Words start = shift("streamed", Sizes.WAITING_CONNECTIONS, Sizes.WAITING_MAX, 1_000);
        openLoop(Shape.W3S, "streamed", Words.parse(start + " stream=yes"));
        return samples;
    }

    /** Only submitting and draining together. */
    public List<Sample> both() throws SQLException {
        submitAndDrain();
        return samples;
    }

    /** So many tasks that are due at one moment while the worker waits; what the worker tells in the end. */
    public Words due(int tasks, int inMs) {
        worker.ask(shift("due", Sizes.WORKER_CONNECTIONS, Sizes.WORKER_MAX, 1_000));
        Words submitted = generator.ask(command(
                "bulk",
                "due",
                Map.of(
                        "connections",
                        Sizes.BULK_CONNECTIONS,
                        "calls",
                        tasks / Sizes.BULK,
                        "size",
                        Sizes.BULK,
                        "due_in_ms",
                        inMs)));
        return finish(accepted(submitted));
    }

    private void openLoop() throws SQLException {
        openLoop(Shape.W3, "paced", shift("paced", Sizes.WAITING_CONNECTIONS, Sizes.WAITING_MAX, 1_000));
    }

    private void openLoop(Shape shape, String queue, Words start) throws SQLException {
        probe.rest();
        worker.ask(start);
        Use before = probe.now();
        Words submitted = generator.ask(command(
                "paced", queue, Map.of("connections", Sizes.PRODUCERS, "rate", Sizes.RATE, "millis", sizes.pacedMs())));
        Words done = finish(accepted(submitted));
        long refused = submitted.number("refused") + done.number("refused");
        add(Sample.of(shape, done.number("accepted"), submitted.number("nanos"), done, refused, since(before)));
    }

    private void submitAndDrain() throws SQLException {
        probe.rest();
        worker.ask(shift("both", Sizes.WORKER_CONNECTIONS, Sizes.WORKER_MAX, 1_000));
        Use before = probe.now();
        Words submitted = generator.ask(singles("both", sizes.bothMs()));
        Words mark = worker.ask(new Words("mark", Map.of()));
        Use use = since(before);
        Words done = finish(accepted(submitted));
        long refused = submitted.number("refused") + done.number("refused");
        add(Sample.of(Shape.W4, mark.number("accepted"), submitted.number("nanos"), done, refused, use));
    }

    private Words drain(String queue, long total) {
        worker.ask(shift(queue, Sizes.WORKER_CONNECTIONS, Sizes.WORKER_MAX, 50));
        return finish(total);
    }

    /** Lets the worker go on until it has done everything. */
    private Words finish(long total) {
        Words done = worker.ask(Words.of("finish", Map.of("total", total, "millis", PATIENCE_MS)));
        if (done.number("accepted") != total) {
            throw new IllegalStateException("accepted " + total + " tasks, but the worker tells: " + done);
        }
        return done;
    }

    private static long accepted(Words done) {
        long accepted = done.number("accepted");
        if (accepted == 0) {
            throw new IllegalStateException("nothing was accepted: " + done);
        }
        return accepted;
    }

    private Words singles(String queue, int millis) {
        return command("singles", queue, Map.of("connections", Sizes.PRODUCERS, "millis", millis));
    }

    private Words shift(String queue, int connections, int max, int waitMs) {
        return command("start", queue, Map.of("connections", connections, "max", max, "wait_ms", waitMs));
    }

    private Words command(String verb, String queue, Map<String, Integer> values) {
        Words words = Words.of(verb, values);
        return Words.parse(words + " queue=bench-" + name + "-" + queue);
    }

    private Use since(Use before) throws SQLException {
        return probe.now().since(before);
    }

    private void add(Sample sample) {
        samples.add(sample);
    }
}
