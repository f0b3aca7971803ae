package dev.headrace.e2e.deadletter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.e2e.suite.SharedSuite;
import dev.headrace.e2e.traffic.Api;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A tenant of its own, with a user who submits, an operator, and a worker that does as it is told. */
final class Crew {
    private static final String LETTERS = "/api/v1/dead-letters";

    final String tenant = "crew-" + UUID.randomUUID().toString().substring(0, 8);
    final Api user;
    final Api operator;
    private final Api hand;
    private final String worker;

    Crew() throws IOException {
        this.user = key("user");
        this.operator = key("operator");
        this.hand = key("worker");
        this.worker = hand.post("/api/v1/workers", Api.object().put("name", tenant))
                .expect(201)
                .data()
                .path("worker_id")
                .asText();
    }

    private Api key(String role) throws IOException {
        SharedSuite suite = SharedSuite.get();
        ObjectNode request = Api.object()
                .put("name", tenant + " " + role)
                .put("tenant", tenant)
                .put("subject", role)
                .put("tier", "unlimited");
        request.putArray("roles").add(role);
        String key = suite.admin()
                .post("/api/v1/api-keys", request)
                .expect(201)
                .data()
                .path("key")
                .asText();
        return new Api(suite.parts().gatewayUrl(), key);
    }

    void submit(int n, String type, String priority) throws IOException {
        ObjectNode bulk = Api.object();
        ArrayNode tasks = bulk.putArray("tasks");
        for (int i = 0; i < n; i++) {
            tasks.addObject().put("type", type).put("priority", priority).put("payload", i);
        }
        user.post("/api/v1/tasks/bulk", bulk).expect(200);
    }

    /** Leases what waits and answers each with the same failure, or with success if there is none; says how many. */
    int work(int atMost, String failure) throws IOException {
        ObjectNode call =
                Api.object().put("worker_id", worker).put("max", atMost).put("wait_ms", 2_000);
        JsonNode tasks = hand.post("/api/v1/leases", call).expect(200).data().path("tasks");
        ObjectNode answers = Api.object();
        ArrayNode outcomes = answers.putArray("outcomes");
        for (JsonNode task : tasks) {
            ObjectNode outcome = outcomes.addObject()
                    .put("task_id", task.path("id").asText())
                    .put("lease", task.path("lease").asLong())
                    .put("result", failure.isEmpty() ? "succeeded" : "failed");
            if (!failure.isEmpty()) {
                outcome.putObject("error")
                        .put("type", "PaymentError")
                        .put("message", failure)
                        .put("retryable", false);
            }
        }
        if (!outcomes.isEmpty()) {
            hand.post("/api/v1/leases/outcomes", answers).expect(200);
        }
        return tasks.size();
    }

    /** Works until so many are done. */
    void workThrough(int n, String failure) throws IOException {
        for (int done = 0; done < n; ) {
            done += work(Math.min(500, n - done), failure);
        }
    }

    /** How many dead letters match. */
    int count(String query) throws IOException {
        int count = 0;
        String cursor = "";
        do {
            JsonNode page = operator.get(LETTERS + "?limit=500" + query + cursor)
                    .expect(200)
                    .body();
            count += page.path("data").size();
            String next = page.path("meta").path("page").path("next").asText("");
            cursor = next.isEmpty() ? "" : "&cursor=" + next;
        } while (!cursor.isEmpty());
        return count;
    }

    /** Opens an action on a filter, and returns its path. */
    String act(ObjectNode action) throws IOException {
        JsonNode opened =
                operator.post(LETTERS + "/actions", action).expect(202).data();
        return LETTERS + "/actions/" + opened.path("id").asText();
    }

    List<String> groups() throws IOException {
        List<String> fingerprints = new ArrayList<>();
        operator.get(LETTERS + "/groups")
                .expect(200)
                .data()
                .forEach(group -> fingerprints.add(group.path("fingerprint").asText()));
        return fingerprints;
    }
}
