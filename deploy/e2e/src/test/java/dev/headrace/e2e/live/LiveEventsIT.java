package dev.headrace.e2e.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.e2e.suite.SharedSuite;
import dev.headrace.e2e.traffic.Api;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What happens to tasks is told while it happens, through the gateway, to whom it concerns. */
@Timeout(180)
class LiveEventsIT {
    private final SharedSuite suite = SharedSuite.get();
    private final List<Watcher> open = new ArrayList<>();
    private final String tenant = "live-" + UUID.randomUUID();
    private Api caller;
    private Truth truth;

    @BeforeEach
    void begin() throws IOException {
        caller = suite.tenant(tenant, "enterprise");
        truth = new Truth(caller);
    }

    @AfterEach
    void end() {
        open.forEach(Watcher::close);
        truth.close();
    }

    @Test
    void aTasksLifeIsToldToWhoAskedForItAndToNobodyElse() throws Exception {
        // Given
        Watcher several = watch(new Watcher(caller, "/ws"));
        several.send("{\"type\":\"subscribe\",\"id\":\"all\",\"ref\":\"1\",\"filter\":{\"types\":[\"live.*\"]}}");
        assertEquals("1", several.next("subscribed").path("ref").asText());
        several.send(
                "{\"type\":\"subscribe\",\"id\":\"ends\",\"filter\":{\"events\":[\"task.succeeded\"],\"queues\":[\""
                        + truth.queue() + "\"]}}");
        several.next("subscribed");
        Api stranger = suite.tenant(tenant + "-other", "enterprise");
        Watcher foreign = watch(Watcher.subscribed(stranger, "/ws?events=*"));

        // When
        truth.submit("other.kind");
        truth.work();
        assertEquals("task.succeeded to [\"ends\"]", told(several));
        String task = truth.submit("live.kind");
        assertEquals("task.submitted to [\"all\"]", told(several));
        Watcher one = watch(Watcher.subscribed(caller, "/ws/tasks/" + task));
        Watcher foreignOne = watch(Watcher.subscribed(stranger, "/ws/tasks/" + task));
        truth.work();

        // Then
        assertEquals("task.started to [\"all\"]", told(several));
        assertEquals("task.succeeded to [\"all\",\"ends\"]", told(several));
        assertEquals("task.started", one.event().path("type").asText());
        JsonNode end = one.event();
        assertEquals("task.succeeded", end.path("type").asText());
        assertEquals(task, end.path("subject").asText());
        assertEquals("SUCCEEDED", end.at("/data/task/state").asText());
        foreign.hearsNothing();
        foreignOne.hearsNothing();
    }

    @Test
    void whoComesBackGetsWhatItMissedAndThenWhatHappens() throws Exception {
        // Given
        String path = "/ws?queues=" + truth.queue();
        Watcher first = Watcher.subscribed(caller, path);
        truth.submitMany(20);
        List<JsonNode> seen = new ArrayList<>(first.events(7));
        first.close();
        truth.submitMany(30);
        truth.events(50);

        // When
        Watcher again = watch(Watcher.subscribed(caller, path + "&last_event_id=" + first.last()));
        truth.submitMany(10);

        // Then
        seen.addAll(again.events(53));
        again.hearsNothing();
        truth.wasSeen(seen);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"type":"subscribe","id":"x","filter":{"evnts":["task.dead"]}} | filter.evnts  | did you mean events?
            {"type":"subscribe","id":"x","filter":{"events":["task.ded"]}} | filter.events | did you mean task.dead?
            {"type":"subscribe","id":"x","filter":{"tenant":"default"}}    | filter.tenant | is not yours
            {"type":"subscribe","id":"x","last_event_id":"AQ"}             | last_event_id | is no id that was given out here
            {"type":"subscribe","id":"a b"}                                | id            | must be 1 to 64
            {"type":"unsubscribe","id":"x"}                                | id            | known are default
            {"type":"subscrbe"}                                            | type          | did you mean subscribe?
            {}                                                             | type          | is required
            """)
    void aMessageThatMakesNoSenseIsToldWhichPartAndChangesNothing(String message, String field, String says) {
        Watcher watcher = watch(Watcher.subscribed(caller, "/ws?queues=" + truth.queue()));

        watcher.send(message);

        JsonNode error = watcher.next("error");
        assertEquals("VALIDATION_FAILED", error.path("code").asText(), error::toString);
        assertEquals(field, error.at("/errors/0/field").asText(), error::toString);
        assertTrue(error.at("/errors/0/message").asText().contains(says), error::toString);
        watcher.hearsNothing();
    }

    @Test
    void aBatchIsFollowedToItsEnd() throws Exception {
        // Given
        String batch = truth.submitBatch(3);
        // That its tasks were submitted may be heard or not.
        String path = "/ws/batches/" + batch + "?events=task.started,task.succeeded,batch.*";
        Watcher whole = watch(Watcher.subscribed(caller, path));
        Watcher ends = watch(Watcher.subscribed(caller, "/ws?events=batch.*&batch_ids=" + batch));
        Api stranger = suite.tenant(tenant + "-other", "enterprise");
        Watcher foreign = watch(Watcher.subscribed(stranger, path));
        Watcher other = watch(Watcher.subscribed(caller, "/ws/batches/" + UUID.randomUUID()));

        // When
        truth.work();
        List<JsonNode> seen = new ArrayList<>(whole.events(2));
        whole.close();
        truth.work();
        truth.work();

        // Then
        JsonNode end = ends.event();
        assertEquals(batch, end.path("subject").asText());
        assertEquals("COMPLETED", end.at("/data/batch/status").asText());
        assertEquals(3, end.at("/data/succeeded").asInt());
        Watcher again = watch(Watcher.subscribed(caller, path + "&last_event_id=" + whole.last()));
        seen.addAll(again.events(5));
        assertEquals(
                List.of(
                        "batch.completed",
                        "task.started",
                        "task.started",
                        "task.started",
                        "task.succeeded",
                        "task.succeeded",
                        "task.succeeded"),
                seen.stream().map(each -> each.path("type").asText()).sorted().toList());
        again.hearsNothing();
        foreign.hearsNothing();
        other.hearsNothing();
    }

    @Test
    void aSocketEndsWithItsToken() throws Exception {
        Watcher watcher = watch(withToken(1_000));

        assertEquals(4401, watcher.next("closing").path("code").asInt());
        assertEquals(4401, watcher.closed());
    }

    /** A busy machine may need longer to open it than the token lasts. */
    private Watcher withToken(int millis) throws IOException {
        String token = caller.post("/api/v1/auth/token", Api.object().put("ttl_ms", millis))
                .expect(201)
                .data()
                .path("token")
                .asText();
        try {
            return new Watcher(new Api(suite.parts().gatewayUrl(), token), "/ws");
        } catch (CompletionException tooLate) {
            if (millis > 30_000) {
                throw tooLate;
            }
            return withToken(millis * 4);
        }
    }

    private static String told(Watcher watcher) {
        JsonNode message = watcher.next("event");
        return message.at("/event/type").asText() + " to " + message.path("subscriptions");
    }

    private Watcher watch(Watcher watcher) {
        open.add(watcher);
        return watcher;
    }
}
