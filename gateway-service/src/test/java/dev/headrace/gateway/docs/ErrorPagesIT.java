package dev.headrace.gateway.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.gateway.fixture.RunningGateway;
import dev.headrace.platform.api.ErrorCode;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** The error catalogue, to everybody and without a key. */
@QuarkusTest
class ErrorPagesIT extends RunningGateway {
    private static final String PATH = "/api/v1/docs/errors";

    private static HttpResponse<String> ask(String path, String accept) {
        return send(HttpRequest.newBuilder(at(path)).header("Accept", accept).build());
    }

    private static String type(HttpResponse<String> response) {
        return response.headers().firstValue("Content-Type").orElse("");
    }

    @Test
    void everyCodeIsExplainedWhereItsTypeLeads() {
        for (ErrorCode code : ErrorCode.values()) {
            HttpResponse<String> page = ask(code.type(), "*/*");

            assertEquals(200, page.statusCode(), page.body());
            JsonNode data = json(page).get("data");
            assertEquals(code.name(), data.path("code").asText());
            assertEquals(code.status(), data.path("status").asInt());
            assertEquals(code.title(), data.path("title").asText());
            assertEquals(code.name(), data.at("/example/answer/error/code").asText());
            assertFalse(data.path("what_to_do").asText().isBlank());
        }
    }

    @Test
    void browsersGetAPageThatNeedsNothingElse() {
        // When
        HttpResponse<String> page =
                ask(PATH + "/RATE_LIMITED", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");

        // Then
        assertEquals("text/html; charset=utf-8", type(page));
        assertTrue(page.body().contains("<h1>RATE_LIMITED</h1>"), page.body());
        assertTrue(page.body().contains("<h2>What to do</h2>"), page.body());
        assertTrue(
                page.headers().firstValue("Content-Security-Policy").orElse("").startsWith("default-src 'none'"));
        assertFalse(page.body().matches("(?s).*<(script|img|link)\\b.*"), page.body());
        assertFalse(page.body().contains(".md\""), page.body());
        String list = ask(PATH, "text/html").body();
        assertTrue(list.contains("href=\"" + PATH + "/RATE_LIMITED\""), list);
    }

    @Test
    void otherFormsByAccept() {
        assertTrue(ask(PATH + "/rate_limited", "text/markdown").body().startsWith("# RATE_LIMITED\n"));
        assertEquals("text/markdown; charset=utf-8", type(ask(PATH, "text/markdown;q=0.9, text/html;q=0.1")));
        assertEquals("application/json", type(ask(PATH, "application/json")));
        assertEquals(
                ErrorCode.values().length,
                json(ask(PATH, "*/*")).at("/data/errors").size());
        assertEquals(406, ask(PATH, "image/png").statusCode());
        assertEquals(422, ask(PATH + "?nonsense=1", "*/*").statusCode());
    }

    @Test
    void aMistypedCodeIsToldTheNearest() {
        // When
        HttpResponse<String> answer = ask(PATH + "/TASK_NOT_FUOND", "*/*");

        // Then
        assertEquals(404, answer.statusCode());
        assertEquals("NOT_FOUND", errorCode(answer));
        assertTrue(answer.body().contains("did you mean TASK_NOT_FOUND?"), answer.body());
    }

    @Test
    void thePageOfTheApiStaysWhereItIs() {
        assertEquals(200, ask("/api/v1/docs/", "text/html").statusCode());
        assertEquals(
                405, send(HttpRequest.newBuilder(at(PATH)).DELETE().build()).statusCode());
    }
}
