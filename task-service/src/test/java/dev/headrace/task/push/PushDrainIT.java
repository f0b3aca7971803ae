package dev.headrace.task.push;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headrace.task.fixture.OnEngines;
import dev.headrace.task.fixture.TaskApi;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A replica that stops. This application leases no push tasks after. */
@OnEngines
@TestProfile(PushProfile.class)
@Timeout(60)
class PushDrainIT {
    private final TaskApi api = TaskApi.ofNewTenant();

    @Inject
    PushDrain drain;

    @Test
    void itHandsBackWhatItCallsAndLeasesNothingMore() {
        try (Targets slow = new Targets().hold("/")) {
            // Given
            List<String> ids = slow.submit(api, "/", 5);
            await().until(slow::inside, Matchers.equalTo(3));

            // When
            drain.stop(new ShutdownEvent());

            // Then
            ids.forEach(id -> assertEquals("READY", api.state(id)));
            assertEquals(List.of("released"), api.task(ids.getFirst()).getList("data.attempts.outcome"));
            assertEquals(List.of(1), api.task(ids.getFirst()).getList("data.attempts.attempt"));
            String late = slow.submit(api, "/", Map.of());
            assertEquals("READY", api.state(late));
            assertEquals(3, slow.calls("/").size());
        }
    }
}
