package dev.headrace.e2e.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/**
 * A worker process that leases tasks, prints {@code <task id> <lease>} for each, and then does nothing until it is
 * killed: no outcome, no heartbeat. Arguments: gateway, queue, how many tasks.
 */
public final class Ghost {
    private static final int LEASE_MS = 1_000;

    private Ghost() {}

    public static void main(String[] arguments) throws IOException {
        Api api = new Api(arguments[0], System.getenv("HEADRACE_API_KEY"));
        int wanted = Integer.parseInt(arguments[2]);
        ObjectNode registration = Api.object().put("name", "ghost").put("slots", wanted);
        registration.putArray("queues").add(arguments[1]);
        JsonNode worker = api.post("/api/v1/workers", registration).expect(201).data();
        ObjectNode lease =
                Api.object().put("worker_id", worker.path("worker_id").asText());
        lease.put("max", wanted).put("lease_ms", LEASE_MS);
        for (JsonNode task :
                api.post("/api/v1/leases", lease).expect(200).data().path("tasks")) {
            System.out.println(
                    task.path("id").asText() + " " + task.path("lease").asLong());
        }
        // Holds the leases until the end of its standard input, or a kill.
        System.in.readAllBytes();
    }
}
