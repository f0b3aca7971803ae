package dev.headrace.task.inspect;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headrace.task.fixture.OnEngines;
import dev.headrace.task.fixture.TaskApi;
import io.restassured.path.json.JsonPath;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@OnEngines
class ListIT {
    private final TaskApi api = TaskApi.ofNewTenant();

    @Test
    void pagesCoverEverythingOnceNewestFirst() {
        // Given
        List<String> submitted = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            submitted.addFirst(api.submit("t" + i));
        }

        // When
        List<String> read = new ArrayList<>();
        String cursor = "";
        do {
            JsonPath page = api.get("/api/v1/tasks?limit=3" + cursor);
            read.addAll(page.getList("data.id"));
            cursor = page.getString("meta.page.next") == null ? "" : "&cursor=" + page.getString("meta.page.next");
        } while (!cursor.isEmpty());

        // Then
        assertEquals(submitted, read);
    }

    @Test
    void everyFilterNarrows() {
        // Given
        String done = api.submit(Map.of("type", "a", "payload", 1, "queue", "q", "priority", "CRITICAL"));
        TaskApi.Worker worker = api.worker();
        worker.answer(worker.next().succeeded());
        String dead = api.submit(Map.of("type", "b", "payload", 1, "max_attempts", 1));
        worker.answer(worker.next().failed(Map.of("message", "x")));
        String running = api.submit(Map.of("type", "a", "payload", 1));
        worker.next();
        String cancelled = api.submit("c");
        api.post("/api/v1/tasks/" + cancelled + "/cancel", Map.of());
        String ready = api.submit(Map.of("type", "b", "payload", 1, "tags", List.of("x", "y")));
        String scheduled = api.submit(Map.of("type", "b", "payload", 1, "delay_ms", 60_000));

        // When / Then
        Map<String, List<String>> expected = Map.of(
                "state=SUCCEEDED", List.of(done),
                "state=dead", List.of(dead),
                "state=RUNNING", List.of(running),
                "state=CANCELLED", List.of(cancelled),
                "state=READY", List.of(ready),
                "state=SCHEDULED", List.of(scheduled),
                "type=a", List.of(running, done),
                "queue=q", List.of(done),
                "priority=critical", List.of(done),
                "tag=y", List.of(ready));
        expected.forEach((query, ids) ->
                assertEquals(ids, api.get("/api/v1/tasks?" + query).getList("data.id"), query));
        assertEquals(
                Collections.emptyList(), api.get("/api/v1/tasks?state=RETRYING").getList("data"));
    }

    @Test
    void errorsComeAsProblemDetailsToWhoAsks() {
        api.call()
                .accept("application/problem+json")
                .get("/api/v1/tasks/none")
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("code", equalTo("TASK_NOT_FOUND"));
    }

    @Test
    void wrongParametersAreNamed() {
        api.call()
                .get("/api/v1/tasks?state=GONE")
                .then()
                .statusCode(422)
                .body("error.errors[0].field", equalTo("state"));
        api.call()
                .get("/api/v1/tasks?cursor=zzz")
                .then()
                .statusCode(422)
                .body("error.errors[0].field", equalTo("cursor"));
        api.call().get("/api/v1/tasks?limit=0").then().statusCode(422).body("error.errors[0].field", equalTo("limit"));
        api.call().get("/api/v1/tasks?limit=many").then().statusCode(404);
    }
}
