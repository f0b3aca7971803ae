package dev.headrace.platform.api;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MediaFilterTest {
    @ParameterizedTest
    @ValueSource(strings = {"application/json", "Application/JSON; charset=utf-8", "application/merge-patch+json"})
    void json(String type) {
        assertTrue(MediaFilter.isJson(type));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "text/json+x", "", "application/jsonp"})
    void somethingElse(String type) {
        assertFalse(MediaFilter.isJson(type));
        assertFalse(MediaFilter.isJson(null));
    }

    @Test
    void whoTakesAnythingTakesJson() {
        assertTrue(MediaFilter.acceptsJson(null));
        assertTrue(MediaFilter.acceptsJson("text/html, */*;q=0.1"));
        assertTrue(MediaFilter.acceptsJson("application/problem+json"));
        assertFalse(MediaFilter.acceptsJson("image/png, text/*"));
    }
}
