package dev.headrace.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StreamLinkTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RawStream server = new RawStream();
    private final URI root = URI.create(server.url());
    private final Settings settings = new Settings(
            root,
            "sk_test",
            "w",
            List.of(),
            1,
            1,
            Duration.ofMinutes(5),
            Duration.ZERO,
            true,
            Duration.ZERO,
            Map.of("noop", task -> null),
            JSON);
    private final Api api = new Api(root, "sk_test");
    private final StreamLink link = new StreamLink(new Calls(api, settings), api, settings, new StreamSocket.Signals() {
        @Override
        public void told(List<String> cancel, List<String> stale) {}

        @Override
        public void drain() {}
    });

    StreamLinkTest() throws IOException {}

    @AfterEach
    void close() throws IOException {
        link.close();
        api.close();
        server.close();
    }

    @Test
    void whatBecameOfOutcomesIsToldBeforeThereAreMoreTasks() throws Exception {
        // Given: no more tasks come
        server.says = message -> message.contains("outcomes")
                ? "{\"type\":\"outcomes\",\"ref\":\"1\",\"outcomes\":[{\"status\":\"accepted\"}]}"
                : "";
        LeasedTask leased = LeasedTask.of(JSON.readTree("""
                {"id":"0199f6e2-0000-7000-8000-000000000000","lease":1,"type":"noop","queue":"default","priority":"NORMAL",
                 "attempt":1,"max_attempts":5,"created_at":"2026-01-01T00:00:00.000Z",
                 "deadline":"2026-01-01T00:01:00.000Z","payload":{}}
                """));
        Outcome outcome = Outcome.succeeded(new Task(leased, JSON, (task, millis) -> {}), null, JSON);

        // When: the pause for tasks is five minutes
        Calls.Leased told = assertTimeoutPreemptively(
                Duration.ofSeconds(10), () -> link.lease(new Step.Lease("w", 1, List.of(outcome))));

        // Then
        assertEquals("accepted", told.told().path(0).path("status").asText());
        assertEquals(List.of(), told.tasks());
    }
}
