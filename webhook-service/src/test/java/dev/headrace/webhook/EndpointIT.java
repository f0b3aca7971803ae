package dev.headrace.webhook;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.headrace.local.fixture.HeadraceTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ServiceProfile.class)
@WithTestResource(
        value = HeadraceTestResource.class,
        scope = TestResourceScope.RESTRICTED_TO_CLASS,
        initArgs = {
            @ResourceArg(name = "engines", value = "postgres,kafka"),
            @ResourceArg(name = "database", value = "headrace_webhook")
        })
class EndpointIT {
    private static final String PATH = "/api/v1/webhooks";

    private final String tenant = "tenant-" + UUID.randomUUID();

    @Test
    void aSubscriptionIsCreatedReadChangedAndDeleted() {
        // Given
        String id = create(Callers.operator(tenant), "https://example.com/hook");

        // When
        Callers.operator(tenant)
                .body(Map.of("state", "paused", "events", List.of("task.*", "batch.finished")))
                .patch(PATH + "/" + id)
                .then()
                .statusCode(200);

        // Then
        Callers.operator(tenant)
                .get(PATH + "/" + id)
                .then()
                .statusCode(200)
                .body("data.url", equalTo("https://example.com/hook"))
                .body("data.state", equalTo("paused"))
                .body("data.events", equalTo(List.of("task.*", "batch.finished")))
                .body("data.description", equalTo("for billing"))
                .body("data.own_only", equalTo(false));
        Callers.operator(tenant).delete(PATH + "/" + id).then().statusCode(204);
        Callers.operator(tenant).get(PATH + "/" + id).then().statusCode(404);
    }

    @Test
    void theSecretIsShownAtCreationOnly() {
        // Given
        String id = create(Callers.operator(tenant), "https://example.com/hook");

        // When / Then
        Callers.operator(tenant).get(PATH + "/" + id).then().body("data.secret", nullValue());
        Callers.operator(tenant).get(PATH).then().body("data", hasSize(1)).body("data[0].secret", nullValue());
        Callers.operator(tenant)
                .body(Map.of("state", "paused"))
                .patch(PATH + "/" + id)
                .then()
                .body("data.secret", nullValue());
    }

    @Test
    void whatIsOutsideTheCallersScopeDoesNotExist() {
        // Given
        String annas = create(Callers.user(tenant, "anna"), "https://example.com/anna");
        RequestSpecification stranger = Callers.operator("other-" + tenant);

        // When / Then
        stranger.get(PATH + "/" + annas).then().statusCode(404).body("error.code", equalTo("WEBHOOK_NOT_FOUND"));
        Callers.operator("other-" + tenant)
                .body(Map.of("state", "paused"))
                .patch(PATH + "/" + annas)
                .then()
                .statusCode(404);
        Callers.operator("other-" + tenant).delete(PATH + "/" + annas).then().statusCode(404);
        Callers.operator("other-" + tenant)
                .get(PATH + "/" + annas + "/deliveries")
                .then()
                .statusCode(404);
        Callers.operator("other-" + tenant).get(PATH).then().body("data", hasSize(0));
        Callers.user(tenant, "boris").get(PATH + "/" + annas).then().statusCode(404);
        Callers.user(tenant, "boris").get(PATH).then().body("data", hasSize(0));
        Callers.operator(tenant).get(PATH).then().body("data", hasSize(1));
        Callers.worker(tenant).get(PATH).then().statusCode(403);
        RestAssured.get(PATH).then().statusCode(401);
        Callers.operator(tenant).get(PATH + "/not-an-id").then().statusCode(404);
    }

    @Test
    void everyWrongFieldIsNamed() {
        Callers.operator(tenant)
                .body(Map.of(
                        "url", "https://user:secret@example.com:22/",
                        "events", List.of("task.*", "Task Succeeded"),
                        "description", "x".repeat(501),
                        "headers", Map.of("Host", "elsewhere", "X-Ok", "yes", "X-Bad", "a\r\nb", "webhook-id", "1")))
                .post(PATH)
                .then()
                .statusCode(422)
                .body("error.code", equalTo("VALIDATION_FAILED"))
                .body(
                        "error.errors.field",
                        hasItems(
                                "url",
                                "events[1]",
                                "description",
                                "headers.Host",
                                "headers.X-Bad",
                                "headers.webhook-id"))
                .body("error.errors", hasSize(6));
        Callers.operator(tenant)
                .body(Map.of())
                .post(PATH)
                .then()
                .statusCode(422)
                .body("error.errors.field", equalTo(List.of("url", "events")));
        Callers.operator(tenant)
                .body(Map.of("events", "all", "evnets", List.of("*"), "description", "x".repeat(501)))
                .post(PATH)
                .then()
                .statusCode(422)
                .body("error.errors.field", equalTo(List.of("events", "evnets", "url", "description")));
        Callers.operator(tenant).post(PATH).then().statusCode(400);
    }

    @Test
    void theDocumentNamesTheOperations() {
        RestAssured.given()
                .get("/q/openapi?format=JSON")
                .then()
                .statusCode(200)
                .body("paths.'/api/v1/webhooks'.post.operationId", equalTo("createWebhook"))
                .body("paths.'/api/v1/webhooks/{id}/deliveries'.get.operationId", equalTo("listDeliveries"))
                .body("openapi", startsWith("3."));
    }

    private static String create(RequestSpecification caller, String url) {
        return caller.body(Map.of("url", url, "events", List.of("*"), "description", "for billing"))
                .post(PATH)
                .then()
                .statusCode(201)
                .extract()
                .path("data.id");
    }
}
