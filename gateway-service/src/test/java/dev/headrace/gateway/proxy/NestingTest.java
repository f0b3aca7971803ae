package dev.headrace.gateway.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NestingTest {
    private static boolean admits(String text) {
        return new Nesting().admits(Buffer.buffer(text));
    }

    @Test
    void asDeepAsItMayBeAndNoDeeper() {
        assertTrue(admits("[".repeat(200)));
        assertFalse(admits("[".repeat(201)));
        assertFalse(admits("{\"a\":[".repeat(101)));
        assertTrue(admits("[{}],".repeat(10_000)));
    }

    @Test
    void bracketsInTextsAreNone() {
        assertTrue(admits("\"" + "[".repeat(1_000) + "\""));
        assertTrue(admits("\"\\\"" + "[".repeat(1_000) + "\""));
        assertFalse(admits("\"\\\\\"" + "[".repeat(201)));
    }

    @Test
    void itGoesOnFromPartToPart() {
        Nesting nesting = new Nesting();

        for (int i = 0; i < 100; i++) {
            assertTrue(nesting.admits(Buffer.buffer("[\"[\\")));
            assertTrue(nesting.admits(Buffer.buffer("\"[\",[")));
        }
        assertFalse(nesting.admits(Buffer.buffer("{")));
        assertFalse(nesting.admits(Buffer.buffer("}")));
    }

    @ParameterizedTest
    @CsvSource({
        ", true",
        "application/json, true",
        "application/problem+JSON; charset=utf-8, true",
        "text/plain, false",
        "application/octet-stream, false"
    })
    void whatMayBeJson(String contentType, boolean json) {
        assertEquals(json, Nesting.concerns(contentType));
    }
}
