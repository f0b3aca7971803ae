package dev.headrace.e2e.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.e2e.suite.Experiment;
import dev.headrace.e2e.suite.SharedSuite;
import dev.headrace.e2e.traffic.Api;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** One task travels from an HTTP call to a signed webhook, and everybody can see it. */
class JourneyIT {
    private final Api api = SharedSuite.get().admin();

    @Test
    void fromTheSubmitCallToTheSignedWebhookAndTheCounts() throws IOException {
        try (Experiment experiment = new Experiment("journey", 100).start()) {
            experiment.check();

            // A task that succeeded at once, and the one that had to be given up
            String succeeded = ended(experiment, "SUCCEEDED");
            JsonNode task = api.get("/api/v1/tasks/" + succeeded).expect(200).data();
            assertEquals("SUCCEEDED", task.path("state").asText(), task.toString());
            assertEquals(experiment.queue(), task.path("queue").asText());
            assertTrue(task.path("output").path("done").asBoolean(), task.toString());
            JsonNode attempt = task.path("attempts").path(task.path("attempts").size() - 1);
            assertTrue(attempt.path("lease").asLong() > 0 && attempt.hasNonNull("finished_at"), task.toString());

            JsonNode dead = api.get("/api/v1/tasks/" + ended(experiment, "DEAD"))
                    .expect(200)
                    .data();
            assertEquals("DEAD", dead.path("state").asText());
            assertEquals(1, dead.path("attempts").size(), dead.toString());
            assertEquals(
                    "TestError",
                    dead.path("attempts").path(0).path("error").path("type").asText());
        }
    }

    private static String ended(Experiment experiment, String state) {
        return experiment.producers().accepted().entrySet().stream()
                .filter(task -> task.getValue().equals(state))
                .findFirst()
                .orElseThrow()
                .getKey();
    }
}
