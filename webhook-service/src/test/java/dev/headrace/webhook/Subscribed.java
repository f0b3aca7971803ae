package dev.headrace.webhook;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.restassured.response.ValidatableResponse;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** A subscription that a test has made, as its tenant's operator sees it. */
record Subscribed(String tenant, String id, String secret) {

    /** @param answer to its creation */
    static Subscribed of(String tenant, ValidatableResponse answer) {
        return new Subscribed(
                tenant, answer.extract().path("data.id"), answer.extract().path("data.secret"));
    }

    ValidatableResponse change(Map<String, ?> fields) {
        return Callers.operator(tenant)
                .body(fields)
                .patch("/api/v1/webhooks/" + id)
                .then()
                .statusCode(200);
    }

    /** The delivery log once it has this many of the status, and nothing else. */
    ValidatableResponse log(String status, int count) {
        await().untilAsserted(() -> assertEquals(Collections.nCopies(count, status), statuses()));
        return deliveries();
    }

    private List<String> statuses() {
        return deliveries().extract().path("data.status");
    }

    private ValidatableResponse deliveries() {
        return Callers.operator(tenant)
                .queryParam("limit", 100)
                .get("/api/v1/webhooks/" + id + "/deliveries")
                .then()
                .statusCode(200);
    }
}
