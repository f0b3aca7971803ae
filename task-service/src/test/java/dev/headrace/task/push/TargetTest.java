package dev.headrace.task.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.platform.api.FieldError;
import dev.headrace.platform.api.Violations;
import dev.headrace.platform.guard.rule.Guard;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
    private static final String URL = "https://example.com/work?x=1";

    private final TargetRules rules = new TargetRules(Guard.allowing(List.of()));

    private List<String> wrong(Target target) {
        Violations violations = new Violations();
        rules.validate(violations, target);
        return violations.errors().stream().map(FieldError::field).toList();
    }

    private List<String> wrongWith(Map<String, String> headers) {
        return wrong(new Target(URL, null, new HashMap<>(headers), null));
    }

    @Test
    void aTargetNeedsNoMoreThanItsUrl() {
        Target target = new Target(URL, null, null, null);
        assertEquals(List.of(), wrong(target));
        assertTrue(target.takesPayload());
        assertEquals("example.com:443", target.host());
    }

    @ParameterizedTest
    @CsvSource({"POST,true", "PUT,true", "PATCH,true", "GET,false", "DELETE,false"})
    void fiveMethodsAreAllowedAndThreeCarryThePayload(String method, boolean payload) {
        Target target = new Target(URL, method, null, null);
        assertEquals(List.of(), wrong(target));
        assertEquals(payload, target.takesPayload());
    }

    @ParameterizedTest
    @ValueSource(strings = {"post", "HEAD", "CONNECT", "TRACE", "OPTIONS", ""})
    void anyOtherMethodIsNamed(String method) {
        assertEquals(List.of("target.method"), wrong(new Target(URL, method, null, null)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://example.com/",
                "example.com",
                "https://user:pass@example.com/",
                "https://example.com/#part",
                "https://example.com:22/",
                "https://127.0.0.1/",
                "http://[::1]:8080/",
                "http://2130706433/",
                "http://169.254.169.254/latest",
                "http://localhost/",
                "http://db.internal/"
            })
    void aUrlThatMayNotBeCalledIsNamed(String url) {
        assertEquals(List.of("target.url"), wrong(new Target(url, null, null, null)));
    }

    @Test
    void everythingThatIsWrongIsNamedAtOnce() {
        assertEquals(
                List.of("target.url", "target.method", "target.timeout_ms"),
                wrong(new Target(null, "TRACE", null, 1L)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host",
                "connection",
                "Content-Length",
                "Transfer-Encoding",
                "TE",
                "Upgrade",
                "Expect",
                "Proxy-Authorization",
                "Headrace-Task-Id",
                "headrace-attempt"
            })
    void headersOfTheConnectionAndOursAreRefused(String name) {
        assertEquals(List.of("target.headers." + name), wrongWith(Map.of(name, "x")));
    }

    @Test
    void headersThatWouldBreakTheMessageAreRefused() {
        assertEquals(List.of("target.headers.X-A"), wrongWith(Map.of("X-A", "a\r\nX-B: b")));
        assertEquals(List.of("target.headers.X-A"), wrongWith(Map.of("X-A", "")));
        assertEquals(List.of("target.headers.X-A??X-B:"), wrongWith(Map.of("X-A\r\nX-B:", "b")));
        assertEquals(List.of("target.headers.X-A"), wrong(nullHeader()));
        assertEquals(1, wrongWith(Map.of("X-A", "1", "x-a", "2")).size());
    }

    private static Target nullHeader() {
        return new Target(URL, null, Collections.singletonMap("X-A", null), null);
    }

    @Test
    void headersAreBoundedInNumberAndSize() {
        Map<String, String> many = IntStream.range(0, 21).boxed().collect(Collectors.toMap(i -> "X-" + i, i -> "v"));
        Map<String, String> large =
                IntStream.range(0, 9).boxed().collect(Collectors.toMap(i -> "X-" + i, i -> "v".repeat(1_000)));
        assertEquals(List.of("target.headers"), wrongWith(many));
        assertEquals(List.of("target.headers"), wrongWith(large));
    }

    @Test
    void valuesThatLookLikeSecretsAreMasked() {
        // Given
        Map<String, String> headers = Map.of(
                "Authorization", "Bearer t0p",
                "cookie", "s=1",
                "X-Api-Key", "k",
                "X-Auth-Token", "t",
                "X-Team", "blue",
                "Accept", "*/*");

        // When
        var shown =
                new Target(URL, "PUT", new HashMap<>(headers), 5_000L).masked().headers();

        // Then
        assertEquals(
                Map.of(
                        "Authorization", "***",
                        "cookie", "***",
                        "X-Api-Key", "***",
                        "X-Auth-Token", "***",
                        "X-Team", "blue",
                        "Accept", "*/*"),
                shown);
    }

    @Test
    void whatIsStoredIsReadBack() {
        Target target = new Target(URL, "PATCH", Map.of("X-Team", "blue"), 5_000L);
        assertEquals(target, Target.read(target.stored()));
        assertFalse(target.stored().contains("verb"));
    }
}
