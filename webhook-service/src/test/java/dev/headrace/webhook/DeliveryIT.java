package dev.headrace.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.standardwebhooks.Webhook;
import dev.headrace.local.fixture.HeadraceTestResource;
import dev.headrace.local.fixture.Receiver;
import dev.headrace.local.fixture.Receiver.Reply;
import dev.headrace.platform.event.Topics;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ServiceProfile.class)
@WithTestResource(
        value = HeadraceTestResource.class,
        scope = TestResourceScope.RESTRICTED_TO_CLASS,
        initArgs = {
            @ResourceArg(name = "engines", value = "postgres,kafka"),
            @ResourceArg(name = "database", value = "headrace_webhook")
        })
class DeliveryIT {
    private final String tenant = "tenant-" + UUID.randomUUID();
    private final Database database = new Database();
    private final Receiver receiver = new Receiver();
    private Events events;

    /** The build's machine may be busy with other things. */
    @BeforeAll
    static void patience() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }

    @BeforeEach
    void connect() {
        events = new Events(ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class));
    }

    @AfterEach
    void close() {
        events.close();
        receiver.close();
    }

    @Test
    void deliversAnEventThatTheReferenceLibraryVerifies() {
        // Given
        Subscribed hook = subscribe("/hook?key=1", "task.succeeded");

        // When
        UUID event = events.succeeded(tenant, "anna");

        // Then
        await().until(() -> receiver.requests("/hook?key=1").size() == 1);
        Receiver.Request request = receiver.requests("/hook?key=1").getFirst();
        assertDoesNotThrow(() -> new Webhook(hook.secret()).verify(request.body(), request.headers()));
        assertEquals(event.toString(), request.header("webhook-id"));
        assertEquals("application/json", request.header("content-type"));
        assertEquals("blue", request.header("X-Team"));
        assertEquals("127.0.0.1:" + receiver.port(), request.header("host"));
        assertTrue(request.body().startsWith("{\"type\":\"task.succeeded\",\"timestamp\":\""), request.body());
        assertTrue(request.body().contains("\"data\":{\"task\":{\"task_id\":"), request.body());
        hook.log("DELIVERED", 1)
                .body("data[0].event_id", equalTo(event.toString()))
                .body("data[0].event_type", equalTo("task.succeeded"))
                .body("data[0].attempts[0].status_code", equalTo(204));
    }

    @Test
    void triesAgainAfterErrorsAndSignsEachAttemptAnew() {
        // Given
        receiver.answer("/flaky", number -> Reply.of(number < 3 ? 500 : 200));
        Subscribed hook = subscribe("/flaky", "task.*");

        // When
        events.succeeded(tenant, "anna");

        // Then
        hook.log("DELIVERED", 1)
                .body("data[0].attempts.status_code", equalTo(List.of(500, 500, 200)))
                .body("data[0].attempts[0].response", equalTo("said 500"));
        receiver.requests("/flaky")
                .forEach(request ->
                        assertDoesNotThrow(() -> new Webhook(hook.secret()).verify(request.body(), request.headers())));
        assertEquals(
                1,
                receiver.requests("/flaky").stream()
                        .map(request -> request.header("webhook-id"))
                        .distinct()
                        .count());
    }

    @Test
    void waitsAsLongAsTheReceiverAsks() {
        // Given: without Retry-After the second attempt comes after 50 ms
        receiver.answer(
                "/busy", number -> number == 1 ? new Reply(503, Map.of("Retry-After", "2"), "busy") : Reply.of(200));
        Subscribed hook = subscribe("/busy", "*");

        // When
        events.succeeded(tenant, "anna");

        // Then
        hook.log("DELIVERED", 1);
        List<Receiver.Request> requests = receiver.requests("/busy");
        Duration gap = Duration.between(requests.get(0).at(), requests.get(1).at());
        assertTrue(gap.compareTo(Duration.ofMillis(1_900)) > 0, "tried again after " + gap);
    }

    @Test
    void aSlowEndpointDoesNotDelayAnother() {
        // Given: one endpoint that does not answer until the other has everything
        CountDownLatch quickIsDone = new CountDownLatch(1);
        receiver.answer("/slow", number -> {
            assertDoesNotThrow(() -> quickIsDone.await());
            return Reply.of(200);
        });
        Subscribed slow = subscribe("/slow", "*");
        subscribe("/quick", "*");

        // When: many more events than the slow one has slots
        Set<String> sent = new HashSet<>();
        for (int i = 0; i < 60; i++) {
            sent.add(events.succeeded(tenant, "anna").toString());
        }

        // Then
        await().until(() -> ids("/quick").equals(sent));
        assertEquals(4, receiver.requests("/slow").size(), "requests held by the slow endpoint");
        quickIsDone.countDown();
        await().until(() -> ids("/slow").equals(sent));
        slow.log("DELIVERED", 60);
    }

    @Test
    void aRedirectIsAFailureAndIsNotFollowed() {
        // Given: one kind of redirect for each of the three attempts
        List<Integer> redirects = List.of(302, 303, 307);
        Map<String, String> there = Map.of("Location", receiver.url("/target"));
        receiver.answer("/moved", number -> new Reply(redirects.get(number - 1), there, "there"));
        Subscribed hook = subscribe("/moved", "*");

        // When
        events.succeeded(tenant, "anna");

        // Then
        hook.log("FAILED", 1).body("data[0].attempts.status_code", equalTo(redirects));
        assertEquals(List.of(), receiver.requests("/target"));
    }

    @Test
    void anEventThatComesTwiceIsDeliveredOnce() {
        // Given
        Subscribed hook = subscribe("/once", "*");
        UUID event = events.succeeded(tenant, "anna");
        hook.log("DELIVERED", 1);

        // When
        events.succeeded(event, tenant, "anna");
        UUID next = events.succeeded(tenant, "anna");

        // Then
        hook.log("DELIVERED", 2).body("data[0].event_id", equalTo(next.toString()));
        assertEquals(2, receiver.requests("/once").size());
    }

    @Test
    void aSubscriptionThatAnotherReplicaCreatedIsNotMissed() {
        // Given: this replica knows what the tenant wants
        Subscribed known = subscribe("/known", "*");
        events.succeeded(tenant, "anna");
        known.log("DELIVERED", 1);

        // When: the other one writes to the database, and says nothing to this one
        database.execute("""
                insert into endpoint
                select uuidv7(), tenant, owner, own_only, '%s', events, null, headers, secret, state, created_at, updated_at
                from endpoint where id = '%s'
                """.formatted(receiver.url("/theirs"), known.id()));
        UUID event = events.succeeded(tenant, "anna");

        // Then
        await().until(() -> ids("/theirs").equals(Set.of(event.toString())));
    }

    @Test
    void aSubscriptionThatIsChangedIsReadAgain() {
        // Given
        Subscribed watch = subscribe("/watch", "*");
        Subscribed hook = subscribe("/changed", "task.dead");
        events.succeeded(tenant, "anna");
        watch.log("DELIVERED", 1);

        // When
        hook.change(Map.of("events", List.of("task.succeeded")));
        UUID event = events.succeeded(tenant, "anna");

        // Then
        hook.log("DELIVERED", 1).body("data[0].event_id", equalTo(event.toString()));
    }

    @Test
    void anotherTenantGetsNothing() {
        // Given
        Subscribed hook = subscribe("/mine", "*");

        // When
        events.succeeded("tenant-" + UUID.randomUUID(), "anna");
        UUID mine = events.succeeded(tenant, "anna");

        // Then
        hook.log("DELIVERED", 1);
        assertEquals(Set.of(mine.toString()), ids("/mine"));
    }

    @Test
    void aUserGetsTheEventsOfItsOwnTasksOnly() {
        // Given
        Subscribed hook = Subscribed.of(
                tenant,
                Callers.user(tenant, "anna")
                        .body(Map.of("url", receiver.url("/anna"), "events", List.of("*")))
                        .post("/api/v1/webhooks")
                        .then()
                        .statusCode(201)
                        .body("data.own_only", equalTo(true)));

        // When
        events.succeeded(tenant, "boris");
        UUID own = events.succeeded(tenant, "anna");

        // Then
        hook.log("DELIVERED", 1);
        assertEquals(Set.of(own.toString()), ids("/anna"));
    }

    @Test
    void aPausedEndpointGetsItsEventsWhenItIsEnabledAgain() {
        // Given
        Subscribed hook = subscribe("/paused", "*");
        state(hook, "paused");
        events.succeeded(tenant, "anna");
        hook.log("PENDING", 1);
        assertEquals(List.of(), receiver.requests("/paused"));

        // When
        state(hook, "enabled");

        // Then
        hook.log("DELIVERED", 1);
    }

    @Test
    void theLogIsReadPageByPage() {
        // Given
        Subscribed hook = subscribe("/pages", "*");
        for (int i = 0; i < 5; i++) {
            events.succeeded(tenant, "anna");
        }
        hook.log("DELIVERED", 5);

        // When
        Set<String> seen = new HashSet<>();
        String cursor = null;
        int pages = 0;
        do {
            ValidatableResponse page = Callers.operator(tenant)
                    .queryParam("limit", 2)
                    .queryParams(cursor == null ? Map.of() : Map.of("cursor", cursor))
                    .get("/api/v1/webhooks/" + hook.id() + "/deliveries")
                    .then()
                    .statusCode(200);
            seen.addAll(page.extract().<List<String>>path("data.event_id"));
            cursor = page.extract().path("meta.page.next");
            pages++;
        } while (cursor != null);

        // Then
        assertEquals(3, pages);
        assertEquals(5, seen.size());
    }

    @Test
    void operatorsSeeWhatHappens() {
        // Given
        Subscribed hook = subscribe("/watched", "*");

        // When
        events.succeeded(tenant, "anna");

        // Then
        hook.log("DELIVERED", 1);
        String metrics = RestAssured.get("/q/metrics").asString();
        assertTrue(metrics.contains("headrace_webhook_delivery_attempts_seconds_count{outcome=\"delivered\""), metrics);
        assertTrue(metrics.contains("headrace_webhook_delivery_pending"), metrics);
        assertFalse(metrics.contains(hook.secret()));
    }

    @Test
    void whatAKilledReplicaHadClaimedIsSentWhenItsLeaseEnds() {
        // Given: a delivery that is claimed and whose replica is gone, with half a second of its lease left
        Subscribed hook = subscribe("/orphan", "*");
        UUID event = UUID.randomUUID();
        Instant claimed = Instant.now();
        database.execute("""
                with stored as (
                    insert into event values ('%s', 'task.succeeded', '{}', now()))
                insert into delivery (endpoint_id, event_id, due_at)
                values ('%s', '%s', now() + interval '0.5 second')
                """.formatted(event, hook.id(), event));
        assertEquals(List.of(), receiver.requests("/orphan"));

        // When / Then
        hook.log("DELIVERED", 1);
        assertEquals(Set.of(event.toString()), ids("/orphan"));
        Duration held = Duration.between(
                claimed, receiver.requests("/orphan").getFirst().at());
        assertTrue(held.toMillis() >= 500, "sent " + held + " after the claim");
    }

    @Test
    void aRecordThatCannotBeReadGoesToTheDeadLettersAndHoldsUpNothing() {
        // Given
        Subscribed hook = subscribe("/after", "*");
        String key = "poison-" + UUID.randomUUID();

        // When
        events.send(new ProducerRecord<>(Topics.TASKS, key, "not an event".getBytes(UTF_8)));
        UUID next = events.succeeded(tenant, "anna");

        // Then
        hook.log("DELIVERED", 1).body("data[0].event_id", equalTo(next.toString()));
        ConsumerRecord<String, byte[]> dead = Events.deadLetter(key);
        assertEquals("not an event", new String(dead.value(), UTF_8));
        assertTrue(new String(dead.headers().lastHeader("headrace-dlq-origin").value(), UTF_8)
                .startsWith("headrace.tasks/"));
    }

    private Subscribed subscribe(String path, String event) {
        return Subscribed.of(
                tenant,
                Callers.operator(tenant)
                        .body(Map.of(
                                "url",
                                receiver.url(path),
                                "events",
                                List.of(event),
                                "headers",
                                Map.of("X-Team", "blue")))
                        .post("/api/v1/webhooks")
                        .then()
                        .statusCode(201)
                        .body("data.secret", startsWith("whsec_")));
    }

    private static void state(Subscribed hook, String state) {
        hook.change(Map.of("state", state)).body("data.state", equalTo(state));
    }

    private Set<String> ids(String path) {
        return receiver.requests(path).stream()
                .map(request -> request.header("webhook-id"))
                .collect(Collectors.toSet());
    }
}
