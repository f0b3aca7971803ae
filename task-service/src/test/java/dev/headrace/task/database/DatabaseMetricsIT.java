package dev.headrace.task.database;

import static io.restassured.RestAssured.get;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.task.fixture.OnEngines;
import dev.headrace.task.fixture.TaskApi;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@OnEngines
@Timeout(60)
class DatabaseMetricsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Inject
    Pool pool;

    @Inject
    DatabaseStore store;

    private static String metrics() {
        return get("/q/metrics").asString();
    }

    @Test
    void theHealthOfEachTableIsShown() {
        // Given
        TaskApi.ofNewTenant().submit("t");

        // When
        await().atMost(PATIENCE).until(() -> metrics().contains("headrace_database_wal_bytes "));

        // Then
        String shown = metrics();
        for (String table : List.of("task", "segment", "running", "deferred", "attempt", "outbox", "expiry")) {
            for (String name : List.of("live_tuples", "dead_tuples", "table_bytes", "index_bytes")) {
                assertTrue(
                        Pattern.compile("headrace_database_" + name + "\\{[^}]*table=\"" + table + "\"")
                                .matcher(shown)
                                .find(),
                        () -> name + " of " + table + " is not in\n" + shown);
            }
        }
        for (String holder : List.of("backend", "slot", "prepared")) {
            assertTrue(shown.contains("headrace_database_oldest_xmin_age{holder=\"" + holder + "\""), holder);
        }
        assertTrue(
                Pattern.compile("headrace_database_wal_bytes[^\n]* [1-9]")
                        .matcher(shown)
                        .find(),
                shown);
        assertTrue(shown.contains("headrace_database_oldest_transaction_seconds"));
    }

    @Test
    void whoHoldsAnOldSnapshotIsSeen() {
        // Given
        var connection = pool.getConnection().await().atMost(PATIENCE);
        connection
                .query("BEGIN ISOLATION LEVEL REPEATABLE READ")
                .execute()
                .await()
                .atMost(PATIENCE);
        connection.query("SELECT 1").execute().await().atMost(PATIENCE);

        // When
        TaskApi api = TaskApi.ofNewTenant();
        for (int i = 0; i < 5; i++) {
            api.submit("t");
        }
        DatabaseFacts pinned = store.read().await().atMost(PATIENCE);
        connection.query("ROLLBACK").execute().await().atMost(PATIENCE);
        connection.close().await().atMost(PATIENCE);

        // Then
        assertTrue(Long.valueOf(5).compareTo(pinned.xminAges().getOrDefault("backend", 0L)) <= 0, pinned::toString);
        assertTrue(pinned.oldestTransactionS() > 0);
        assertEquals(0L, pinned.xminAges().get("prepared"));
    }
}
