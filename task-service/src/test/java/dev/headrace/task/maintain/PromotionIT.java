package dev.headrace.task.maintain;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.task.fixture.OnEngines;
import dev.headrace.task.fixture.TaskApi;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A million tasks due next week, and 50,000 due in the same second. */
@OnEngines
@Timeout(180)
class PromotionIT {
    private static final int DUE_AT_ONCE = 50_000;
    private static final Pattern BUFFERS = Pattern.compile("Buffers: shared hit=(\\d+)(?: read=(\\d+))?");

    private final TaskApi api = TaskApi.ofNewTenant();

    @Inject
    Pool pool;

    private Row one(String sql) {
        return pool.query(sql)
                .execute()
                .await()
                .atMost(Duration.ofSeconds(60))
                .iterator()
                .next();
    }

    @Test
    void aMillionForNextWeekCostNothingAndFiftyThousandAtOnceAreReadyWithinSeconds() {
        // Given
        pool.query("""
                        BEGIN; SET LOCAL transaction_timeout TO 0;
                        INSERT INTO deferred (id, tenant, queue, type, priority, due_at, attempt, crashes, retrying)
                        SELECT uuidv7(), 'later', 'default', 't', 2, now() + interval '7 days' + n * interval '1 ms', 1, 0, false
                        FROM generate_series(1, 1000000) n;
                        COMMIT
                        """).execute().await().atMost(Duration.ofSeconds(60));
        int pages = pagesOfALook();
        Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
        for (int i = 0; i < DUE_AT_ONCE / 1_000; i++) {
            List<Map<String, Object>> tasks = IntStream.range(0, 1_000)
                    .<Map<String, Object>>mapToObj(
                            n -> Map.of("type", "wave", "payload", n, "run_at", tomorrow.toString()))
                    .toList();
            api.post("/api/v1/tasks/bulk", Map.of("tasks", tasks)).then().statusCode(200);
        }
        String waiting = "SELECT count(*) FROM deferred WHERE tenant <> 'later'";
        assertEquals(DUE_AT_ONCE, one(waiting).getLong(0));

        // When
        Instant due = one("""
                WITH moment AS (SELECT now() + interval '2 s' AS due),
                moved AS (UPDATE deferred SET due_at = due FROM moment WHERE tenant <> 'later')
                SELECT due FROM moment
                """).getOffsetDateTime("due").toInstant();
        List<Integer> looks = new ArrayList<>();
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    looks.add(pagesOfALook());
                    return one(waiting).getLong(0) == 0;
                });
        Duration took = Duration.between(due, Instant.now());

        // Then
        System.out.printf(
                "MEASURED %d tasks due at once: the last was READY after %d ms; a look reads %d pages with a million deferred, %d at most meanwhile%n",
                DUE_AT_ONCE,
                took.toMillis(),
                pages,
                looks.stream().mapToInt(n -> n).max().orElse(0));
        assertTrue(took.compareTo(Duration.ofSeconds(15)) < 0, () -> "took " + took);
        assertTrue(pages < 100, () -> "a look at the tables reads " + pages + " pages");
        assertEquals(DUE_AT_ONCE, one("SELECT sum(size - head) FROM segment").getLong(0));
    }

    private int pagesOfALook() {
        StringBuilder plan = new StringBuilder();
        pool.query("EXPLAIN (ANALYZE, BUFFERS, COSTS off, TIMING off) "
                        + Pulse.LOOK
                                .replace("$1", "10000")
                                .replace("$2", "now()")
                                .replace("$3", "0"))
                .execute()
                .await()
                .atMost(Duration.ofSeconds(60))
                .forEach(row -> plan.append(row.getString(0)).append('\n'));
        Matcher first = BUFFERS.matcher(plan);
        assertTrue(first.find(), plan::toString);
        return Arrays.stream(new String[] {first.group(1), first.group(2)})
                .mapToInt(n -> n == null ? 0 : Integer.parseInt(n))
                .sum();
    }
}
