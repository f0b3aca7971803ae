package dev.headrace.webhook;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headrace.local.fixture.HeadraceTestResource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many change subscriptions at a time, and some hang up amid it: all are served, and nothing of those that left is left. */
@QuarkusTest
@TestProfile(ServiceProfile.class)
@WithTestResource(
        value = HeadraceTestResource.class,
        scope = TestResourceScope.RESTRICTED_TO_CLASS,
        initArgs = {
            @ResourceArg(name = "engines", value = "postgres,kafka"),
            @ResourceArg(name = "database", value = "headrace_webhook")
        })
@Timeout(120)
class ChangesAtATimeIT {
    private static final String PATH = "/api/v1/webhooks";
    private static final String NEW = "{\"url\": \"https://example.com/hook\", \"events\": [\"*\"]}";

    /** Of quarkus.datasource.reactive.max-size: with three times as many changes most wait for a connection. */
    private static final int POOL = 8;

    private static final Map<Integer, Integer> ALL_DONE = Map.of(200, POOL, 201, POOL, 204, POOL);

    private final String tenant = "tenant-" + UUID.randomUUID();
    private final Database database = new Database();
    private final Faults faults = new Faults();

    @Inject
    MeterRegistry meters;

    @BeforeAll
    static void patience() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }

    @BeforeEach
    void listen() {
        Logger.getLogger("").addHandler(faults);
    }

    @AfterEach
    void stopListening() {
        Logger.getLogger("").removeHandler(faults);
    }

    @Test
    void changesThatAreUnderWayTogetherAllEnd() throws Exception {
        // Given
        List<String> ids = subscriptions();
        List<RawCall> calls;
        try (Connection lock = writesHeld()) {
            calls = changes(ids);
            awaitAllWaiting();

            // When
            lock.rollback();
        }

        // Then
        assertEquals(ALL_DONE, answers(calls));
        assertEquals(List.of(), List.copyOf(faults.seen));
    }

    @Test
    void whoHangsUpAmidAChangeLeavesNothingBehind() throws Exception {
        // Given
        List<String> ids = subscriptions();
        try (Connection lock = writesHeld()) {
            long before = connections();
            List<RawCall> calls = changes(ids);
            awaitAllWaiting();

            // When
            for (RawCall call : calls) {
                call.close();
            }
            await("the service has seen it").until(() -> connections() <= before);
            lock.rollback();
        }

        // Then
        await("what was begun is done").untilAsserted(() -> {
            assertEquals(2 * POOL, present("true"));
            assertEquals(POOL, present("state = 'PAUSED'"));
        });
        await("every connection is back").until(() -> pool("active") == 0 && pool("idle") == POOL);
        assertEquals(ALL_DONE, answers(changes(subscriptions())));
        assertEquals(List.of(), List.copyOf(faults.seen));
    }

    @Test
    void oneChangeWaitsForNoOther() throws SQLException {
        // Given
        String change = "delete from endpoint where tenant = '" + tenant + "'";
        String version = "select version from endpoint_version";
        try (Connection first = database.connect();
                Connection second = database.inOtherSlot(first)) {
            first.setAutoCommit(false);
            Database.execute(first, change);
            long before = database.number(version);

            // When
            Database.execute(second, change);

            // Then
            assertEquals(before + 1, database.number(version));
            first.commit();
            assertEquals(before + 2, database.number(version));
        }
    }

    /** Transactions can read subscriptions and write none: that is amid a change. */
    private Connection writesHeld() throws SQLException {
        Connection connection = database.connect();
        connection.setAutoCommit(false);
        Database.execute(connection, "lock table endpoint in share mode");
        return connection;
    }

    /** Two for each connection of the pool. */
    private List<String> subscriptions() {
        return Stream.generate(() -> Callers.operator(tenant)
                        .body(NEW)
                        .post(PATH)
                        .then()
                        .statusCode(201)
                        .extract()
                        .<String>path("data.id"))
                .limit(2 * POOL)
                .toList();
    }

    /** One half is paused, the other one deleted, and as many made; nobody waits for the answers yet. */
    private List<RawCall> changes(List<String> ids) throws IOException {
        List<RawCall> calls = new ArrayList<>();
        for (int i = 0; i < POOL; i++) {
            calls.add(call("DELETE", PATH + "/" + ids.get(i), ""));
            calls.add(call("PATCH", PATH + "/" + ids.get(POOL + i), "{\"state\": \"paused\"}"));
            calls.add(call("POST", PATH, NEW));
        }
        return calls;
    }

    private RawCall call(String method, String path, String body) throws IOException {
        return new RawCall(RestAssured.port, tenant, method, path, body);
    }

    private static Map<Integer, Integer> answers(List<RawCall> calls) throws IOException {
        Map<Integer, Integer> answers = new TreeMap<>();
        for (RawCall call : calls) {
            answers.merge(call.status(), 1, Integer::sum);
            call.close();
        }
        return answers;
    }

    private void awaitAllWaiting() {
        String waiting = """
                select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
                """;
        await("every connection waits").until(() -> database.number(waiting) == POOL);
    }

    private long present(String condition) {
        return database.number("select count(*) from endpoint where tenant = '" + tenant + "' and " + condition);
    }

    private long connections() {
        return meters.get("http.server.connections").longTaskTimer().activeTasks();
    }

    private double pool(String connections) {
        return meters.get("sql.pool." + connections).gauge().value();
    }

    /** Errors of the log. */
    private static final class Faults extends Handler {
        private final Queue<String> seen = new ConcurrentLinkedQueue<>();

        @Override
        public void publish(LogRecord record) {
            if (record.getLevel().intValue() >= Level.SEVERE.intValue()) {
                seen.add(record.getLoggerName() + ": " + record.getMessage() + " " + record.getThrown());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
