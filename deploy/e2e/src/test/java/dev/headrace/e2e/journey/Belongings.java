package dev.headrace.e2e.journey;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.e2e.traffic.Api;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * What one tenant has: one of each thing that has an id, with a secret in it.
 *
 * @param ids by what stands before the id in a path
 */
record Belongings(Api owner, Map<String, String> ids) {
    /** Lists that show all of it. */
    private static final List<String> LISTS = List.of(
            "/api/v1/tasks",
            "/api/v1/batches",
            "/api/v1/webhooks",
            "/api/v1/queues",
            "/api/v1/api-keys",
            "/api/v1/cache/namespaces");

    static Belongings make(Api owner, String secret) throws IOException {
        ObjectNode task = Api.object().put("type", "authz." + secret).put("delay_ms", 3_600_000);
        task.putObject("payload").put("text", secret);
        ObjectNode batch = Api.object().put("type", "authz." + secret).put("delay_ms", 3_600_000);
        batch.putArray("items").addObject().putObject("payload").put("text", secret);
        ObjectNode webhook = Api.object().put("url", "http://127.0.0.1:1999/" + secret);
        webhook.putArray("events").add("task.dead");
        ObjectNode worker = Api.object().put("name", secret).put("slots", 1);
        worker.putArray("types").add("authz.none");
        worker.putArray("queues").add("none");
        JsonNode key = owner.post("/api/v1/api-keys", Api.object().put("name", secret))
                .expect(201)
                .data();
        return new Belongings(
                owner,
                Map.of(
                        "tasks",
                                id(owner.post("/api/v1/tasks", task).expect(202).data(), "id"),
                        "batches",
                                id(
                                        owner.post("/api/v1/batches", batch)
                                                .expect(202)
                                                .data(),
                                        "id"),
                        "webhooks",
                                id(
                                        owner.post("/api/v1/webhooks", webhook)
                                                .expect(201)
                                                .data(),
                                        "id"),
                        "workers", id(owner.post("/api/v1/workers", worker).data(), "worker_id"),
                        "api-keys", id(key, "id")));
    }

    private static String id(JsonNode made, String field) {
        String id = made.path(field).asText();
        if (id.isEmpty()) {
            throw new AssertionError("no " + field + " in " + made);
        }
        return id;
    }

    /** All of it as its owner sees it now, but for how often keys were used. */
    String shown() throws IOException {
        StringBuilder all = new StringBuilder();
        for (String list : LISTS) {
            JsonNode data = owner.get(list).expect(200).data();
            data.forEach(item -> {
                if (item instanceof ObjectNode object) {
                    object.remove("last_used_at");
                }
            });
            all.append(list).append(data).append('\n');
        }
        return all.toString();
    }
}
