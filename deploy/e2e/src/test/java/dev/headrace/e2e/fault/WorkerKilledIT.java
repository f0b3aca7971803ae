package dev.headrace.e2e.fault;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.e2e.check.Evidence.Answer;
import dev.headrace.e2e.fault.GhostProcess.Held;
import dev.headrace.e2e.suite.Experiment;
import dev.headrace.e2e.suite.SharedSuite;
import dev.headrace.e2e.traffic.Api;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A worker dies or stands still with tasks in its hands: others finish them, and what it says later changes nothing. */
@Timeout(300)
class WorkerKilledIT {
    private static final int HELD = 20;

    private final SharedSuite suite = SharedSuite.get();

    @Test
    void itsTasksAreFinishedByOthersAndItsLateAnswersAreStale() throws IOException {
        try (Experiment experiment = new Experiment("worker-killed", 500)) {
            // Given
            experiment.submit();
            experiment.awaitAccepted(2 * HELD);
            GhostProcess ghost = new GhostProcess(suite, experiment.queue(), HELD);
            List<Held> held = ghost.held(HELD);

            // When
            ghost.kill();
            experiment.work();

            // Then
            experiment.check();
            List<Answer> late = answerLate(held);
            assertEquals(List.of(), notStale(late));
            experiment.check(late);
        }
    }

    @Test
    void aWorkerThatWasPausedForLongerThanItsLeaseChangesNothing() throws IOException, SQLException {
        try (Experiment experiment = new Experiment("worker-paused", 500)) {
            // Given
            experiment.submit();
            experiment.awaitAccepted(2 * HELD);
            try (GhostProcess ghost = new GhostProcess(suite, experiment.queue(), HELD)) {
                List<Held> held = ghost.held(HELD);

                // When: it stands still while others finish its tasks, and then goes on as if nothing had been
                ghost.pause();
                ghost.wake();
                experiment.work();
                await("others have finished its tasks")
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> suite.tasks().unfinished(experiment.queue()) == 0);
                Map<String, ?> before = Map.copyOf(suite.tasks().tasks(experiment.queue()));
                ghost.resume();

                // Then
                assertEquals(String.valueOf(HELD), ghost.line(), "its heartbeat is told that every lease is stale");
                List<Answer> late = new ArrayList<>();
                for (Held task : held) {
                    String[] words = ghost.line().split(" ", -1);
                    assertEquals(task, new Held(words[0], Long.parseLong(words[1])));
                    late.add(new Answer(task.taskId(), task.lease(), "succeeded", words[2], false));
                }
                assertEquals(List.of(), notStale(late));
                assertEquals(before, suite.tasks().tasks(experiment.queue()));
                experiment.check(late);
            }
        }
    }

    private static List<Answer> notStale(List<Answer> answers) {
        return answers.stream().filter(it -> !it.status().equals("stale")).toList();
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
