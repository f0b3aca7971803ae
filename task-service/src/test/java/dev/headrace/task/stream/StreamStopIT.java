package dev.headrace.task.stream;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.task.fixture.OnEngines;
import dev.headrace.task.fixture.TaskApi;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** What ends streams against their will; the last test stops the service's streams for good. */
@OnEngines
@Timeout(90)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StreamStopIT {
    private static final int LARGE = 200_000;

    private final TaskApi api = TaskApi.ofNewTenant();

    @Inject
    Streams streams;

    @Inject
    MeterRegistry meters;

    @Test
    @Order(1)
    void aWorkerThatDoesNotReadHoldsNoMoreThanAFewTasksAndIsCutAndWhatDidNotLeaveGoesBack() {
        // Given
        int count = 200;
        String payload = "x".repeat(LARGE);
        IntStream.range(0, count).forEach(i -> api.submit(Map.of("type", "large", "payload", payload)));
        StreamClient slow = StreamClient.slow(api.worker()).credit(1).credit(count);

        // When
        double before = meters.get("headrace.stream.slow").counter().count();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> meters.get("headrace.stream.slow").counter().count() > before);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> meters.get("headrace.stream.open").gauge().value() == 0);

        // Then: the rest is with the worker, in what the systems on the way hold for it
        await().atMost(Duration.ofSeconds(20)).until(() -> inState("READY") > count / 2);
        await().until(() -> inState("RUNNING") + inState("READY") == count);
        slow.cut();
    }

    private int inState(String state) {
        return api.get("/api/v1/tasks?state=" + state + "&limit=200")
                .getList("data")
                .size();
    }

    @Test
    @Order(2)
    void aStoppingReplicaSendsItsStreamsElsewhereAfterTheirAnswers() throws Exception {
        // Given
        String id = api.submit("a");
        TaskApi.Worker worker = api.worker();
        StreamClient stream = StreamClient.of(worker).credit(5);
        JsonNode task = stream.tasks(1).getFirst();

        // When
        stream.say("{\"type\":\"outcomes\",\"ref\":\"last\",\"outcomes\":[{\"task_id\":" + task.get("id")
                + ",\"lease\":" + task.get("lease") + ",\"result\":\"succeeded\"}]}");
        assertEquals("last", stream.next("outcomes").get("ref").asText());
        streams.stop(new ShutdownDelayInitiatedEvent());

        // Then
        assertEquals("stopping", stream.next("drain").get("reason").asText());
        assertEquals(1012, stream.closedWith());
        assertEquals("SUCCEEDED", api.state(id));
        assertThrows(CompletionException.class, () -> StreamClient.of(worker));
        api.submit("b");
        assertEquals(
                List.of("b"),
                worker.lease(Map.of("max", 5)).stream().map(l -> l.type()).toList());
    }
}
