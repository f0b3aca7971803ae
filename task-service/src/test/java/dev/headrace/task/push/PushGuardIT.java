package dev.headrace.task.push;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headrace.task.fixture.OnEngines;
import dev.headrace.task.fixture.TaskApi;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** As in production: no network is an exception. */
@OnEngines
@Timeout(60)
class PushGuardIT {
    private final TaskApi api = TaskApi.ofNewTenant();
    private final Targets targets = new Targets();

    @Inject
    Pool pool;

    /** The build's machine may be busy with other things. */
    @BeforeAll
    static void patience() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }

    @AfterEach
    void close() {
        targets.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://127.0.0.1:8080/", "http://[::1]/", "http://localhost:9000/", "http://169.254.169.254/"})
    void aPrivateAddressIsRefusedWithItsSubmit(String url) {
        api.post("/api/v1/tasks", Map.of("type", "x", "payload", 1, "target", Map.of("url", url)))
                .then()
                .statusCode(422)
                .body("error.errors.field", Matchers.equalTo(List.of("target.url")))
                .body("error.errors.code", Matchers.equalTo(List.of("PRIVATE_ADDRESS")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1"})
    void aNameThatLeadsToAPrivateAddressIsRefusedWhenItIsCalled(String host) {
        // Given: a name that led elsewhere when the task was submitted
        String id = api.submit(Map.of(
                "type", "x", "payload", 1, "delay_ms", 1_500, "target", Map.of("url", "https://hooks.example.com/")));
        String url = "http://" + host + ":" + targets.receiver().port() + "/";
        pool.preparedQuery("UPDATE task SET target = $2 WHERE id = $1")
                .execute(Tuple.of(UUID.fromString(id), new Target(url, null, null, null).stored()))
                .await()
                .atMost(Duration.ofSeconds(10));

        // When
        await().until(() -> api.state(id), Matchers.equalTo("DEAD"));

        // Then
        assertEquals("AddressRefused", api.task(id).getString("data.attempts[0].error.type"));
        assertEquals(List.of(), targets.calls("/"));
    }

    @Test
    void aNameThatLeadsNowhereIsTriedAgain() {
        String id = api.submit(Map.of(
                "type",
                "x",
                "payload",
                1,
                "max_attempts",
                2,
                "retry",
                Targets.QUICK,
                "target",
                Map.of("url", "https://target.invalid/")));
        await().until(() -> api.state(id), Matchers.equalTo("DEAD"));
        assertEquals(List.of("NameNotResolved", "NameNotResolved"), api.task(id).getList("data.attempts.error.type"));
    }
}
