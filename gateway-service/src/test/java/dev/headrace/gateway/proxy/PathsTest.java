package dev.headrace.gateway.proxy;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/api/v1/tasks",
                "/api/v1/tasks/",
                "/api/v1/openapi.json",
                "/api/v1/cache/n/a.b..c",
                "/api/v1/cache/n/a%2Fb",
                "/api/v1/cache/n/%C3%A4"
            })
    void passesPlainPaths(String path) {
        assertTrue(Paths.isPlain(path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "api",
                "*",
                "/api/v1/tasks/../../../q/metrics",
                "/api/v1/tasks/..",
                "/api/./v1",
                "/.",
                "//api",
                "/api//v1",
                "/api/%2e%2e/q",
                "/api/.%2E/q",
                "/api/%2",
                "/api/%zz",
                "/api/%00",
                "/api/v1/tasks/bul%6B",
                "/api/v1/t%61sks",
                "/api/v1/api%2Dkeys",
                "/api\\v1",
                "/api/%5c..",
                "/api/v1/tasks;x=1",
                "/api/ä"
            })
    void refusesWhatASecondReaderCouldReadInAnotherWay(String path) {
        assertFalse(Paths.isPlain(path));
    }
}
