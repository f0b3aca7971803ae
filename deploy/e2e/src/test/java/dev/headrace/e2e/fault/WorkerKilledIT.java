package dev.headrace.e2e.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.e2e.check.Evidence.Answer;
import dev.headrace.e2e.suite.Experiment;
import dev.headrace.e2e.suite.SharedSuite;
import dev.headrace.e2e.traffic.Api;
import dev.headrace.e2e.traffic.Ghost;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A worker dies with tasks in its hands: others finish them, and what it sends from the grave changes nothing. */
class WorkerKilledIT {
    private static final int HELD = 20;

    private final SharedSuite suite = SharedSuite.get();

    private record Held(String taskId, long lease) {}

    @Test
    void itsTasksAreFinishedByOthersAndItsLateAnswersAreStale() throws IOException {
        try (Experiment experiment = new Experiment("worker-killed", 500)) {
            // Given
            experiment.submit();
            experiment.awaitAccepted(2 * HELD);
            Process ghost = haunt(experiment.queue());
            List<Held> held = held(ghost.inputReader());

            // When
            ghost.destroyForcibly().onExit().join();
            experiment.work();

            // Then
            experiment.check();
            List<Answer> late = answerLate(held);
            assertEquals(
                    List.of(),
                    late.stream().filter(it -> !it.status().equals("stale")).toList());
            experiment.check(late);
        }
    }

    private Process haunt(String queue) throws IOException {
        String java =
                Path.of(System.getProperty("java.home", ""), "bin", "java").toString();
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path", ""));
        String url = suite.parts().gatewayUrl();
        ProcessBuilder builder = new ProcessBuilder(
                java, "-Xmx64m", "-XX:+UseSerialGC", "-cp", classPath, Ghost.class.getName(), url, queue, "" + HELD);
        builder.environment().put("HEADRACE_API_KEY", suite.parts().adminKey());
        return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private static List<Held> held(BufferedReader lines) throws IOException {
        List<Held> held = new ArrayList<>();
        while (held.size() < HELD) {
            String line = lines.readLine();
            assertNotNull(line, "the ghost ended too early");
            String[] words = line.split(" ", -1);
            held.add(new Held(words[0], Long.parseLong(words[1])));
        }
        return held;
    }

    private List<Answer> answerLate(List<Held> held) throws IOException {
        ObjectNode body = Api.object();
        ArrayNode outcomes = body.putArray("outcomes");
        for (Held task : held) {
            outcomes.addObject()
                    .put("task_id", task.taskId())
                    .put("lease", task.lease())
                    .put("result", "succeeded");
        }
        JsonNode told = suite.admin()
                .post("/api/v1/leases/outcomes", body)
                .expect(200)
                .data()
                .path("outcomes");
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < held.size(); i++) {
            Held task = held.get(i);
            String status = told.path(i).path("status").asText();
            answers.add(new Answer(task.taskId(), task.lease(), "succeeded", status, false));
        }
        return answers;
    }
}
