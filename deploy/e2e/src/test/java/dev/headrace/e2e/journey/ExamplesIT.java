package dev.headrace.e2e.journey;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.e2e.suite.SharedSuite;
import dev.headrace.e2e.traffic.Api;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The workers in deploy/examples, each alone with the same tasks: all compute the same, and stop when told to. */
class ExamplesIT {
    private static final Path FOLDER = Path.of("..", "examples");
    private static final String ODD =
            "Hello hello Wörld, x_y ΣΑΣ İstanbul 123 ４５ ²\nline \"two\" \\ back/slash \u0007 tab\t😀 𝒜b 𝒜b ａａ end\n";
    private static final String EXPECTED = "{\"lines\":2,\"words\":19,\"top\":[[\"hello\",2],[\"𝒜b\",2],[\"123\",1],"
            + "[\"back\",1],[\"end\",1],[\"i̇stanbul\",1],[\"line\",1],[\"slash\",1],[\"tab\",1],[\"two\",1]]}";

    enum Example {
        PYTHON("python3", "worker.py"),
        NODE("node", "worker.mjs"),
        JAVA(Path.of(System.getProperty("java.home", ""), "bin", "java").toString(), "Worker.java");

        private final String program;
        private final String file;

        Example(String program, String file) {
            this.program = program;
            this.file = file;
        }
    }

    private final SharedSuite suite = SharedSuite.get();
    private final Api api = suite.admin();

    @ParameterizedTest
    @EnumSource
    void aWorkerDoesWhatTheReadmeSays(Example example) throws Exception {
        assumeTrue(present(example.program), example.program + " is not installed");
        Process worker = start(example.program, example.file, Map.of());
        try {
            // When
            Map<String, String> ids = submit(Map.of(
                    "odd", payload(ODD),
                    "empty", payload(""),
                    "flaky", payload("no newline at the end").put("fail_first", true),
                    "broken", Api.object().put("name", "broken").put("text", 17)));
            JsonNode tasks = ended(ids);

            // Then
            assertEquals(EXPECTED, tasks.path("odd").path("output").toString());
            assertEquals(
                    "{\"lines\":0,\"words\":0,\"top\":[]}",
                    tasks.path("empty").path("output").toString());
            assertEquals("SUCCEEDED", tasks.path("flaky").path("state").asText());
            assertEquals(2, tasks.path("flaky").path("attempts").size());
            assertEquals(5, tasks.path("flaky").path("output").path("words").asInt());
            assertEquals("DEAD", tasks.path("broken").path("state").asText());
            assertEquals(1, tasks.path("broken").path("attempts").size());
        } finally {
            stop(worker);
        }
    }

    @Test
    void theReceiverVerifiesAndCounts() throws Exception {
        assumeTrue(present("python3"), "python3 is not installed");
        Path secret = Files.createTempFile("headrace", ".secret");
        Process receiver = start("python3", "receiver.py", Map.of("RECEIVER_SECRET_FILE", secret.toString()));
        Process worker = start("python3", "worker.py", Map.of());
        try {
            // Given
            String listening = receiver.inputReader().readLine();
            String url = listening.replaceAll(".*(http://[0-9.:]+/).*", "$1");
            ObjectNode request = Api.object().put("url", url);
            request.putArray("events").add("task.succeeded");
            JsonNode subscription =
                    api.post("/api/v1/webhooks", request).expect(201).data();
            Files.writeString(secret, subscription.path("secret").asText());

            // When
            ended(submit(Map.of("one", payload("one"), "two", payload("two"))));

            // Then
            Api counts = new Api(url, "");
            await("both are verified").atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                JsonNode body = counts.get("counts").body();
                assertEquals(2, body.path("verified").path("task.succeeded").asInt(), body.toString());
                assertTrue(body.path("invalid").isEmpty(), body.toString());
            });
            api.delete("/api/v1/webhooks/" + subscription.path("id").asText());
        } finally {
            stop(worker);
            stop(receiver);
            Files.delete(secret);
        }
    }

    /** Asks it to end; it hands back what it holds. */
    private static void stop(Process process) throws InterruptedException {
        process.destroy();
        assertTrue(process.waitFor(10, TimeUnit.SECONDS), "it does not stop");
    }

    private Process start(String program, String file, Map<String, String> more) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(program, file).directory(FOLDER.toFile());
        builder.environment().put("HEADRACE_URL", suite.parts().gatewayUrl());
        builder.environment().put("HEADRACE_API_KEY", suite.parts().adminKey());
        builder.environment().putAll(more);
        return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private static ObjectNode payload(String text) {
        return Api.object().put("name", "test").put("text", text);
    }

    /** Submits in one call; the ids by name. */
    private Map<String, String> submit(Map<String, ObjectNode> payloads) throws IOException {
        List<String> names = new ArrayList<>(payloads.keySet());
        ObjectNode body = Api.object();
        ArrayNode tasks = body.putArray("tasks");
        for (String name : names) {
            ObjectNode task = tasks.addObject().put("type", "text.statistics");
            task.putObject("retry").put("base_ms", 100);
            task.set("payload", payloads.get(name));
        }
        JsonNode results =
                api.post("/api/v1/tasks/bulk", body).expect(200).data().path("results");
        Map<String, String> ids = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            ids.put(names.get(i), results.path(i).path("id").asText());
        }
        return ids;
    }

    private JsonNode ended(Map<String, String> ids) {
        ObjectNode tasks = Api.object();
        for (Map.Entry<String, String> id : ids.entrySet()) {
            JsonNode task = await(id.getKey())
                    .atMost(Duration.ofSeconds(30))
                    .until(
                            () -> api.get("/api/v1/tasks/" + id.getValue())
                                    .expect(200)
                                    .data(),
                            ExamplesIT::hasEnded);
            tasks.set(id.getKey(), task);
        }
        return tasks;
    }

    private static boolean hasEnded(JsonNode task) {
        return List.of("SUCCEEDED", "DEAD", "CANCELLED")
                .contains(task.path("state").asText());
    }

    private static boolean present(String program) {
        String path = System.getenv().getOrDefault("PATH", "");
        return program.startsWith("/")
                || List.of(path.split(File.pathSeparator, -1)).stream()
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
