package dev.headrace.e2e.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A worker process that leases tasks, prints {@code <task id> <lease>} for each, and then does nothing until it is
 * killed: no outcome, no heartbeat. A line of its input wakes it: it sends a heartbeat, prints how many of its leases are
 * stale, sends the outcomes, prints {@code <task id> <lease> <status>} for each, and ends. Arguments: gateway, queue, how
 * many tasks.
 */
public final class Ghost {
    private static final int LEASE_MS = 2_000;
    private static final int WAIT_MS = 5_000;

    private Ghost() {}

    private record Held(String taskId, long lease) {}

    public static void main(String[] arguments) throws IOException {
        Api api = new Api(arguments[0], System.getenv("HEADRACE_API_KEY"));
        int wanted = Integer.parseInt(arguments[2]);
        ObjectNode registration = Api.object().put("name", "ghost").put("slots", wanted);
        registration.putArray("queues").add(arguments[1]);
        String worker = api.post("/api/v1/workers", registration)
                .expect(201)
                .data()
                .path("worker_id")
                .asText();
        List<Held> held = new ArrayList<>();
        while (held.size() < wanted) {
            for (Held task : lease(api, worker, wanted - held.size())) {
                held.add(task);
                System.out.println(task.taskId() + " " + task.lease());
            }
        }
        if (new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine() != null) {
            System.out.println(stale(api, worker, held));
            answer(api, held);
        }
    }

    private static List<Held> lease(Api api, String worker, int max) throws IOException {
        ObjectNode lease = Api.object().put("worker_id", worker).put("max", max);
        lease.put("lease_ms", LEASE_MS).put("wait_ms", WAIT_MS);
        List<Held> held = new ArrayList<>();
        for (JsonNode task :
                api.post("/api/v1/leases", lease).expect(200).data().path("tasks")) {
            held.add(new Held(task.path("id").asText(), task.path("lease").asLong()));
        }
        return held;
    }

    private static int stale(Api api, String worker, List<Held> held) throws IOException {
        ObjectNode beat = Api.object();
        ArrayNode leases = beat.putArray("leases");
        held.forEach(task -> leases.addObject().put("task_id", task.taskId()).put("lease", task.lease()));
        return api.post("/api/v1/workers/" + worker + "/heartbeat", beat)
                .expect(200)
                .data()
                .path("stale")
                .size();
    }

    private static void answer(Api api, List<Held> held) throws IOException {
        ObjectNode body = Api.object();
        ArrayNode outcomes = body.putArray("outcomes");
        held.forEach(task -> outcomes.addObject()
                .put("task_id", task.taskId())
                .put("lease", task.lease())
                .put("result", "succeeded"));
        JsonNode told =
                api.post("/api/v1/leases/outcomes", body).expect(200).data().path("outcomes");
        for (int i = 0; i < held.size(); i++) {
            System.out.println(held.get(i).taskId() + " " + held.get(i).lease() + " "
                    + told.path(i).path("status").asText());
        }
    }
}
