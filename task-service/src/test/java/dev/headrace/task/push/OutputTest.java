package dev.headrace.task.push;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headrace.platform.egress.Reply;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputTest {
    private static String output(String type, byte[] body, boolean whole) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        if (!type.isEmpty()) {
            headers.add("Content-Type", type);
        }
        Reply reply = new Reply(200, null, headers, Buffer.buffer(body), whole, Instant.EPOCH, Duration.ZERO);
        return Output.of(reply).text();
    }

    private static String output(String type, String body) {
        return output(type, body.getBytes(StandardCharsets.UTF_8), true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/json; charset=utf-8", "application/problem+JSON", ""})
    void jsonIsKeptAsItIs(String type) {
        assertEquals("{\"price\": 1.10, \"n\": 12345678901234567890.123}", output(type, """
                {"price": 1.10, "n": 12345678901234567890.123}
                """));
        assertEquals("[1,2]", output(type, "[1,2]"));
        assertEquals("\"ok\"", output(type, "\"ok\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{} {}", "nope", "{\"a\":}"})
    void whatOnlySaysThatItIsJsonIsText(String body) {
        String quoted = body.replace("\"", "\\\"");
        assertEquals(
                "{\"status\":200,\"content_type\":\"application/json\",\"text\":\"" + quoted + "\"}",
                output("application/json", body));
    }

    @Test
    void otherTextIsDescribed() {
        assertEquals(
                "{\"status\":200,\"content_type\":\"text/html\",\"text\":\"<p>é</p>\"}",
                output("text/html", "<p>é</p>"));
        assertEquals(
                "{\"status\":200,\"content_type\":\"text/plain; charset=iso-8859-1\",\"text\":\"é\"}",
                output("text/plain; charset=iso-8859-1", "é".getBytes(StandardCharsets.ISO_8859_1), true));
        assertEquals("{\"status\":200,\"content_type\":\"text/plain\",\"text\":\"42\"}", output("text/plain", "42"));
    }

    @Test
    void nothingIsTheStatus() {
        assertEquals("{\"status\":200}", output("", ""));
        assertEquals("{\"status\":200,\"content_type\":\"application/json\"}", output("application/json", ""));
    }

    @Test
    void whatIsNoTextIsCounted() {
        assertEquals(
                "{\"status\":200,\"content_type\":\"image/png\",\"bytes\":3}",
                output("image/png", new byte[] {(byte) 0x89, (byte) 0xff, 0}, true));
    }

    @Test
    void aCutBodySaysSoAndEndsWithAWholeCharacter() {
        byte[] cut = {'{', '"', 'a', (byte) 0xc3};
        assertEquals(
                "{\"status\":200,\"content_type\":\"application/json\",\"text\":\"{\\\"a\",\"truncated\":true}",
                output("application/json", cut, false));
    }
}
