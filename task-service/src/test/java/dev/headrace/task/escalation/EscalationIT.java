package dev.headrace.task.escalation;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.local.fixture.TaskInvariants;
import dev.headrace.platform.api.JsonBytes;
import dev.headrace.platform.event.CloudEvent;
import dev.headrace.platform.identity.Role;
import dev.headrace.task.fixture.OnEngines;
import dev.headrace.task.fixture.Plan;
import dev.headrace.task.fixture.TaskApi;
import dev.headrace.task.fixture.Told;
import dev.headrace.task.signal.Kind;
import io.restassured.path.json.JsonPath;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever waits for long moves up: time is told to the rounds, so a day passes in a moment. */
@OnEngines
@Timeout(60)
class EscalationIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String tenant = "t-" + UUID.randomUUID();

    @Inject
    Escalator escalator;

    @Inject
    PaceStore paces;

    @Inject
    Pool pool;

    @Inject
    DataSource tables;

    private TaskApi of(String tier) {
        return TaskApi.ofTier(tier, tenant, "alone", Role.USER, Role.WORKER, Role.OPERATOR);
    }

    /** A round as it would be so much later, of a type's tasks; how many moved. */
    private int roundAfter(Duration time, String type) {
        List<EscalationStore.Place> places = IntStream.rangeClosed(1, 4)
                .mapToObj(priority ->
                        new EscalationStore.Place(new Kind(tenant, "default", type, Kind.NO_HOST), priority))
                .toList();
        return escalator.round(places, Instant.now().plus(time)).await().atMost(PATIENCE);
    }

    private List<Integer> ranks(String type) {
        return pool.preparedQuery("SELECT priority FROM segment WHERE tenant = $1 AND type = $2 ORDER BY priority")
                .execute(Tuple.of(tenant, type))
                .map(rows -> {
                    List<Integer> ranks = new ArrayList<>();
                    rows.forEach(row -> ranks.add((int) row.getShort(0)));
                    return ranks;
                })
                .await()
                .atMost(PATIENCE);
    }

    @Test
    void aDayOfWaitingRaisesATaskByTwoLevelsAndSaysWhy() throws SQLException {
        // Given
        TaskApi api = of("free");
        String id = api.submit(Map.of("type", "old", "payload", 1, "priority", "LOW"));

        // When
        List<Integer> moved = new ArrayList<>();
        for (int hour = 1; hour <= 25; hour++) {
            if (roundAfter(Duration.ofHours(hour), "old") > 0) {
                moved.add(hour);
            }
        }

        // Then
        assertEquals(List.of(12, 24), moved);
        assertEquals(List.of(1), ranks("old"));
        JsonPath task = api.task(id);
        assertEquals("LOW", task.getString("data.priority"));
        assertEquals(
                List.of("LOW to NORMAL: waited for 12 h (+1)", "NORMAL to HIGH: waited for 24 h (+2)"),
                task.getList("data.changes.detail"));
        assertEquals(List.of("HIGH", "NORMAL"), api.get("/api/v1/escalations").getList("data.to"));
        try (Connection connection = tables.getConnection()) {
            assertEquals(List.of(), TaskInvariants.broken(connection));
        }
    }

    @Test
    void aRiseIsToldWithItsReason() {
        // Given
        TaskApi api = of("free");
        String id = api.submit(Map.of("type", "told", "payload", 1, "priority", "BULK"));

        // When
        roundAfter(Duration.ofHours(13), "told");

        // Then
        List<CloudEvent> events =
                Told.of(tenant, all -> all.stream().anyMatch(e -> e.type().endsWith(".escalated")));
        CloudEvent event = events.getLast();
        JsonNode data = JsonBytes.tree(event.data().getBytes(StandardCharsets.UTF_8));
        assertEquals(id, event.subject());
        assertEquals("BULK", data.path("from").asText());
        assertEquals("LOW", data.path("to").asText());
        assertEquals("waited for 12 h (+1)", data.path("reason").asText());
    }

    @Test
    void anEnterpriseTaskRisesBeforeItsQuarterOfAnHourIsOver() {
        // Given
        TaskApi api = of("enterprise");
        api.submit(Map.of("type", "vip", "payload", 1));

        // When, Then
        assertEquals(0, roundAfter(Duration.ofMinutes(7), "vip"));
        assertEquals(1, roundAfter(Duration.ofMinutes(8), "vip"));
        assertEquals(List.of(1), ranks("vip"));
        assertEquals(0, roundAfter(Duration.ofMinutes(14), "vip"));
        assertEquals(1, roundAfter(Duration.ofMinutes(16), "vip"));
        assertEquals(List.of(0), ranks("vip"));
    }

    @Test
    void whatWasRaisedIsLeasedFirstAndComesBackWithWhatItAskedFor() {
        // Given
        TaskApi api = of("free");
        String old = api.submit(Map.of("type", "mixed", "payload", 1, "priority", "BULK"));
        roundAfter(Duration.ofHours(25), "mixed");
        String fresh = api.submit(Map.of("type", "mixed", "payload", 2, "priority", "LOW"));
        TaskApi.Worker worker = api.worker();

        // When
        TaskApi.Worker.Leased first = worker.next();

        // Then
        assertEquals(old, first.id());
        worker.answer(first.said("released"));
        assertEquals(List.of(3, 4), ranks("mixed"));
        assertEquals(fresh, worker.next().id());
    }

    @Test
    void twoReplicasRaiseEachTaskOnce() {
        // Given
        TaskApi api = of("free");
        List<String> ids = IntStream.range(0, 40)
                .mapToObj(n -> api.submit(Map.of("type", "race", "payload", n)))
                .toList();
        List<EscalationStore.Place> places =
                List.of(new EscalationStore.Place(new Kind(tenant, "default", "race", Kind.NO_HOST), 2));
        Instant later = Instant.now().plus(Duration.ofHours(13));

        // When
        List<Integer> moved = Uni.join()
                .all(escalator.round(places, later), escalator.round(places, later), escalator.round(places, later))
                .andFailFast()
                .await()
                .atMost(PATIENCE);

        // Then
        assertEquals(40, moved.stream().mapToInt(Integer::intValue).sum());
        for (String id : ids) {
            assertEquals(1, api.task(id).getList("data.changes").size());
        }
    }

    @Test
    void whatAPersonDidCountsFromThereOn() {
        // Given
        TaskApi api = of("free");
        String id = api.submit(Map.of("type", "asked", "payload", 1, "priority", "BULK"));
        roundAfter(Duration.ofHours(13), "asked");
        assertEquals(List.of(3), ranks("asked"));

        // When
        api.post("/api/v1/tasks/" + id + "/requeue", Map.of("priority", "HIGH", "reason", "the customer calls"))
                .then()
                .statusCode(200);

        // Then
        assertEquals(List.of(1), ranks("asked"));
        assertEquals(1, roundAfter(Duration.ofHours(13), "asked"));
        assertEquals(List.of(0), ranks("asked"));
        assertTrue(api.task(id).getList("data.changes.detail").contains("BULK to HIGH: the customer calls"));
    }

    @Test
    void saysWhoWillStartTooLate() {
        // Given: a pace of some leases a second, and a backlog
        TaskApi api = of("enterprise");
        TaskApi.Worker worker = api.worker();
        for (int i = 0; i < 5; i++) {
            api.submit(Map.of("type", "risk", "payload", i));
            worker.answer(worker.next().succeeded());
        }
        assertTrue(paces.tell().await().atMost(PATIENCE) > 0);
        List<String> ids = IntStream.range(0, 3)
                .mapToObj(n -> api.submit(Map.of("type", "risk", "payload", n)))
                .toList();

        // When nothing waits for long
        assertEquals(List.of(), api.get("/api/v1/tasks/at-risk?within_ms=60000").getList("data.id"));

        // When the queue has become slow: one lease in a hundred seconds
        pool.preparedQuery("UPDATE queue_pace SET ended = 1, over_ms = 1000000 WHERE tenant = $1")
                .execute(Tuple.of(tenant))
                .await()
                .atMost(PATIENCE);
        JsonPath late = api.get("/api/v1/tasks/at-risk?within_ms=3600000");

        // Then the second and the third start after 1000 s and 2000 s, and should within 900 s
        assertEquals(ids.subList(1, 3), late.getList("data.id"));
        assertEquals(List.of(1, 2), late.getList("data.ahead"));
        JsonPath first = api.get("/api/v1/tasks/at-risk?within_ms=3600000&limit=1");
        assertEquals(ids.subList(1, 2), first.getList("data.id"));
        JsonPath second =
                api.get("/api/v1/tasks/at-risk?within_ms=3600000&limit=1&cursor=" + first.getString("meta.page.next"));
        assertEquals(ids.subList(2, 3), second.getList("data.id"));
        assertNull(second.getString("meta.page.next"));
        api.call()
                .get("/api/v1/tasks/at-risk?within_ms=3600000&cursor=zz")
                .then()
                .statusCode(422)
                .body("error.errors[0].field", equalTo("cursor"));
        assertEquals(900_000, late.getInt("data[0].sla_ms"));
        assertEquals(List.of(), api.get("/api/v1/tasks/at-risk?within_ms=60000").getList("data.id"));
        api.call().get("/api/v1/tasks/at-risk").then().statusCode(422);
        assertEquals(
                List.of(),
                TaskApi.ofNewTenant()
                        .get("/api/v1/tasks/at-risk?within_ms=3600000")
                        .getList("data.id"));
    }

    @Test
    void roundsReadNoTableWhole() {
        Plan.of(pool, EscalationStore.FIND).uses("segment_in_order").readsNoTableWhole();
        Plan.of(pool, EscalationStore.RAISE)
                .uses("segment_pkey")
                .uses("task_pkey")
                .readsNoTableWhole();
        Plan.of(pool, AtRiskStore.FIND)
                .uses("segment_in_order")
                .uses("tenant_pkey")
                .uses("queue_pace_pkey")
                .readsNoTableWhole();
        Plan.of(pool, EscalationResource.LIST).uses("escalation_of_tenant").readsNoTableWhole();
    }
}
