package dev.headrace.e2e.suite;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.e2e.check.Checker;
import dev.headrace.e2e.check.Evidence;
import dev.headrace.e2e.check.Evidence.Answer;
import dev.headrace.e2e.check.Evidence.Event;
import dev.headrace.e2e.check.Evidence.Stored;
import dev.headrace.e2e.traffic.Api;
import dev.headrace.e2e.traffic.Hands;
import dev.headrace.e2e.traffic.Producers;
import dev.headrace.e2e.witness.EventLog;
import dev.headrace.e2e.witness.Receiver;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Tasks of one type in one queue under way, with producers, workers and a subscriber of their own, and the check of
 * what became of them.
 */
public final class Experiment implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Set<String> SUBSCRIBED = Set.of("task.succeeded", "task.dead", "task.retrying");

    /**
     * How much is under way.
     *
     * @param tasks how many to submit
     * @param subscribed whether each end goes to a webhook too
     * @param patience how long everything may take to come to rest
     */
    public record Load(int producers, int tasks, int workers, boolean subscribed, Duration patience) {
        static Load of(int tasks) {
            return new Load(8, tasks, 3, true, Duration.ofSeconds(60));
        }

        /** Sixteen producers and four workers, as fast as they can, until told that it is enough. */
        public static Load heavy(Duration patience) {
            return new Load(16, Integer.MAX_VALUE, 4, false, patience);
        }
    }

    private final SharedSuite suite = SharedSuite.get();
    private final Api api = suite.admin();
    private final Load load;
    private final String name;
    private final Receiver receiver = new Receiver();
    private final String subscription;
    private final Producers producers;
    private final Hands hands;

    /**
     * Subscribes to the tasks' ends.
     *
     * @param tasks how many to submit
     */
    public Experiment(String name, int tasks) throws IOException {
        this(name, Load.of(tasks));
    }

    public Experiment(String name, Load load) throws IOException {
        this.load = load;
        this.name = name + "-" + UUID.randomUUID().toString().substring(0, 8);
        ObjectNode request = Api.object().put("url", receiver.url());
        ArrayNode events = request.putArray("events");
        subscribed().forEach(events::add);
        JsonNode created = api.post("/api/v1/webhooks", request).expect(201).data();
        receiver.trust(created.path("secret").asText());
        this.subscription = created.path("id").asText();
        this.hands = new Hands(api, queue(), load.workers(), 5_000);
        this.producers = new Producers(api, type(), queue(), load.producers(), load.tasks());
    }

    /** Nobody needs to hear of a heavy load's tasks; a subscription must name something. */
    private Set<String> subscribed() {
        return load.subscribed() ? SUBSCRIBED : Set.of("task.cancelled");
    }

    /** Sets producers and workers going. */
    public Experiment start() {
        work();
        submit();
        return this;
    }

    /** Sets the producers going. */
    public void submit() {
        producers.start();
    }

    /** Sets the workers going. */
    public void work() {
        hands.start();
    }

    public String queue() {
        return "e2e-" + name;
    }

    public String type() {
        return "e2e." + name;
    }

    public Producers producers() {
        return producers;
    }

    /** Waits until so many tasks are accepted. */
    public void awaitAccepted(int tasks) {
        awaitTrue("accepted", () -> producers.acceptedSoFar() >= tasks);
    }

    /** Waits until workers were told the fate of so many outcomes. */
    public void awaitAnswered(int outcomes) {
        awaitTrue("answered", () -> hands.answeredSoFar() >= outcomes);
    }

    /** Waits until so many more tasks are accepted and so many more outcomes answered: work flows. */
    public void awaitFlow(int more) {
        int accepted = producers.acceptedSoFar() + more;
        int answered = hands.answeredSoFar() + more;
        awaitTrue("work flows", () -> producers.acceptedSoFar() >= accepted && hands.answeredSoFar() >= answered);
    }

    /** Ends the producers. */
    public void enough() {
        producers.enough();
    }

    /** Waits until so many webhooks have arrived. */
    public void awaitDelivered(int deliveries) {
        awaitTrue("delivered", () -> receiver.deliveries(queue()).size() >= deliveries);
    }

    /** Waits until everything has come to rest, then compares all sides; fails with each broken promise. */
    public void check() {
        check(List.of());
    }

    /** As {@link #check()}, with the answers that other workers of this queue got. */
    public void check(List<Answer> more) {
        awaitTrue("submitted", producers::finished);
        await("every task ends")
                .atMost(load.patience())
                .pollInterval(LOOK)
                .ignoreExceptions()
                .until(this::allEnded);
        hands.close();
        try (EventLog log = new EventLog(suite.parts().kafka().bootstrapServers())) {
            await("all sides agree")
                    .atMost(load.patience())
                    .pollInterval(LOOK)
                    .ignoreExceptionsMatching(e -> e instanceof IOException || e instanceof SQLException)
                    .untilAsserted(() -> assertEquals("", brokenPromises(log, more)));
        }
    }

    private boolean allEnded() throws SQLException {
        return suite.tasks().unfinished(queue()) == 0;
    }

    private String brokenPromises(EventLog log, List<Answer> more) throws SQLException, IOException {
        Map<String, Stored> stored = suite.tasks().tasks(queue());
        List<Event> events = log.events(queue());
        List<Answer> answers = new ArrayList<>(hands.answers());
        answers.addAll(more);
        List<String> broken = Checker.broken(new Evidence(
                producers.accepted(),
                producers.unanswered(),
                stored,
                events,
                answers,
                receiver.deliveries(queue()),
                subscribed(),
                counted()));
        broken = new ArrayList<>(broken);
        broken.addAll(suite.tasks().broken());
        return String.join("\n", broken.subList(0, Math.min(10, broken.size())));
    }

    private Map<String, Long> counted() throws IOException {
        JsonNode counts = api.get("/api/v1/analytics/usage?interval=total&type=" + type())
                .expect(200)
                .data()
                .path("totals")
                .path("counts");
        Map<String, Long> counted = new HashMap<>();
        counts.properties()
                .forEach(count -> counted.put(count.getKey(), count.getValue().asLong()));
        return counted;
    }

    private void awaitTrue(String what, BooleanSupplier condition) {
        await(what).atMost(load.patience()).pollInterval(LOOK).until(condition::getAsBoolean);
    }

    /** What happened, in one line. */
    public String summary() {
        Map<String, Long> statuses = new HashMap<>();
        Stream<String> all = hands.answers().stream().map(Answer::status);
        all.forEach(status -> statuses.merge(status, 1L, Long::sum));
        return name + ": " + producers.acceptedSoFar() + " accepted, " + producers.unanswered()
                + " calls without an answer, outcomes " + statuses + ", "
                + receiver.deliveries(queue()).size() + " webhooks";
    }

    @Override
    public void close() throws IOException {
        producers.close();
        hands.close();
        System.out.println(summary());
        api.delete("/api/v1/webhooks/" + subscription);
        receiver.close();
    }
}
