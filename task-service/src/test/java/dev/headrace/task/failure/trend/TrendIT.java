package dev.headrace.task.failure.trend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headrace.task.failure.FailureType;
import dev.headrace.task.fixture.OnEngines;
import dev.headrace.task.fixture.Plan;
import dev.headrace.task.fixture.TaskApi;
import io.restassured.path.json.JsonPath;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@OnEngines
@Timeout(60)
class TrendIT {
    private final TaskApi api = TaskApi.ofNewTenant();

    @Inject
    Pool pool;

    @Test
    void failuresAreCountedByTypeAndInterval() {
        // Given
        TaskApi.Worker worker = api.worker();
        for (String error : List.of("ValidationError", "ValidationError", "java.net.ConnectException")) {
            api.submit("trend");
            worker.answer(worker.next().failed(Map.of("type", error)));
        }

        // When
        JsonPath trends = api.get("/api/v1/failures/trends?interval=minute&intervals=10");

        // Then
        assertEquals(3, trends.getInt("data.total"));
        assertEquals(List.of("PERMANENT_INVALID_INPUT", "TRANSIENT_NETWORK"), trends.getList("data.types.type"));
        assertEquals(List.of(2, 1), trends.getList("data.types.count"));
        assertEquals("rising", trends.getString("data.types[0].trend"));
        assertEquals(10, trends.getList("data.types[0].counts").size());
        assertEquals(0, api.get("/api/v1/failures/trends?task_type=other").getInt("data.total"));
        api.call().get("/api/v1/failures/trends?interval=week").then().statusCode(422);
    }

    @Test
    void aTrendComparesTheHalves() {
        assertEquals("rising", of(1L, 0L, 1L, 1L));
        assertEquals("falling", of(3L, 0L, 1L, 1L));
        assertEquals("steady", of(2L, 2L, 2L, 2L));
        assertEquals("steady", of(0L));
    }

    private static String of(Long... counts) {
        return Trends.OfType.of(FailureType.UNKNOWN, List.of(counts), 10).trend();
    }

    @Test
    void onlyFailuresAreRead() {
        Plan.of(pool, TrendStore.COUNT).uses("attempt_failed").readsNoTableWhole();
    }
}
