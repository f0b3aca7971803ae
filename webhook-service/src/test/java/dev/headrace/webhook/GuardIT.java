package dev.headrace.webhook;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headrace.local.fixture.HeadraceTestResource;
import dev.headrace.local.fixture.Receiver;
import dev.headrace.webhook.signing.Secret;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** As in production: no network is an exception. */
@QuarkusTest
@TestProfile(GuardedProfile.class)
@WithTestResource(
        value = HeadraceTestResource.class,
        scope = TestResourceScope.RESTRICTED_TO_CLASS,
        initArgs = {
            @ResourceArg(name = "engines", value = "postgres,kafka"),
            @ResourceArg(name = "database", value = "headrace_webhook")
        })
class GuardIT {
    private final String tenant = "tenant-" + UUID.randomUUID();
    private final Receiver receiver = new Receiver();

    /** The build's machine may be busy with other things. */
    @BeforeAll
    static void patience() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:8080/",
                "http://[::1]/",
                "https://[::ffff:10.0.0.1]/",
                "http://169.254.169.254/latest/meta-data",
                "http://localhost:9000/",
                "https://db.internal/"
            })
    void aPrivateAddressIsRefusedAtCreation(String url) {
        Callers.operator(tenant)
                .body(Map.of("url", url, "events", List.of("*")))
                .post("/api/v1/webhooks")
                .then()
                .statusCode(422)
                .body("error.errors[0].field", equalTo("url"))
                .body("error.errors[0].code", equalTo("PRIVATE_ADDRESS"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1"})
    void aPrivateAddressIsRefusedAtConnectTime(String host) throws Exception {
        // Given: an endpoint whose name led elsewhere when it was created
        UUID id = UUID.randomUUID();
        new Database().execute("""
                        insert into endpoint values
                            ('%s', '%s', 'olga', false, 'http://%s:%d/', '{*}', null, '{}', '%s', 'ENABLED', now(), now())
                        """.formatted(
                        id, tenant, host, receiver.port(), Secret.random().reveal()));

        // When
        try (Events events = new Events(ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class))) {
            events.succeeded(tenant, "anna");
        }

        // Then
        await().untilAsserted(() -> assertEquals(List.of("FAILED"), read(id, "data.status")));
        assertEquals(List.of("ADDRESS_REFUSED"), read(id, "data[0].attempts.error"));
        assertEquals(List.of(), receiver.requests("/"));
    }

    @Test
    void aNameThatLeadsNowhereIsAFault() throws Exception {
        // Given
        String id = Callers.operator(tenant)
                .body(Map.of("url", "https://receiver.invalid/", "events", List.of("*")))
                .post("/api/v1/webhooks")
                .then()
                .statusCode(201)
                .extract()
                .path("data.id");

        // When
        try (Events events = new Events(ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class))) {
            events.succeeded(tenant, "anna");
        }

        // Then
        await().untilAsserted(() -> assertEquals(List.of("FAILED"), read(UUID.fromString(id), "data.status")));
        assertEquals(List.of("NAME_NOT_RESOLVED"), read(UUID.fromString(id), "data[0].attempts.error"));
    }

    private List<String> read(UUID endpoint, String path) {
        return Callers.operator(tenant)
                .get("/api/v1/webhooks/" + endpoint + "/deliveries")
                .then()
                .statusCode(200)
                .extract()
                .path(path);
    }
}
