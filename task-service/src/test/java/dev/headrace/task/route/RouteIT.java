package dev.headrace.task.route;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headrace.platform.identity.Role;
import dev.headrace.task.fixture.OnEngines;
import dev.headrace.task.fixture.TaskApi;
import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@OnEngines
@Timeout(60)
class RouteIT {
    private final String tenant = "t-" + UUID.randomUUID();
    private final TaskApi api = TaskApi.of(tenant, "alone", Role.USER, Role.WORKER, Role.OPERATOR);

    private void put(Object... routes) {
        api.call()
                .body(Map.of("routes", List.of(routes)))
                .put("/api/v1/routes")
                .then()
                .statusCode(200);
    }

    private List<String> where(Map<String, Object> task) {
        JsonPath found = api.task(api.submit(task));
        return List.of(found.getString("data.queue"), found.getString("data.priority"));
    }

    @Test
    void theFirstRouteThatCoversTheTypeDecidesWhatTheSubmitLeavesOut() {
        // Given
        put(
                Map.of("type", "report.urgent", "priority", "high"),
                Map.of("type", "report.*", "queue", "reports", "priority", "LOW"));

        // Then
        assertEquals(List.of("default", "HIGH"), where(Map.of("type", "report.urgent", "payload", 1)));
        assertEquals(List.of("reports", "LOW"), where(Map.of("type", "report.daily", "payload", 1)));
        assertEquals(List.of("mine", "LOW"), where(Map.of("type", "report.daily", "payload", 1, "queue", "mine")));
        assertEquals(
                List.of("reports", "BULK"), where(Map.of("type", "report.daily", "payload", 1, "priority", "BULK")));
        assertEquals(List.of("default", "NORMAL"), where(Map.of("type", "mail", "payload", 1)));
        assertEquals(
                List.of("report.urgent", "report.*"), api.get("/api/v1/routes").getList("data.routes.type"));

        // When
        put();

        // Then
        assertEquals(List.of("default", "NORMAL"), where(Map.of("type", "report.daily", "payload", 1)));
    }

    @Test
    void wrongRoutesAreNamedByField() {
        List<String> fields = api.call()
                .body(Map.of(
                        "routes",
                        List.of(
                                Map.of("type", "a b", "queue", "q"),
                                Map.of("type", "x"),
                                Map.of("queue", "é", "priority", "SOON"))))
                .put("/api/v1/routes")
                .then()
                .statusCode(422)
                .extract()
                .path("error.errors.field");
        assertEquals(
                List.of("routes[0].type", "routes[1].queue", "routes[2].type", "routes[2].queue", "routes[2].priority"),
                fields);
        TaskApi.of(tenant, "somebody", Role.USER)
                .call()
                .body(Map.of("routes", List.of()))
                .put("/api/v1/routes")
                .then()
                .statusCode(403);
        assertEquals(List.of(), TaskApi.ofNewTenant().get("/api/v1/routes").getList("data.routes"));
    }
}
