package dev.headrace.platform.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

class ExchangeTest {
    @Test
    void aWellFormedRequestIdIsKeptAndAnyOtherReplaced() {
        assertEquals("order-7.a_B", Exchange.requestId("order-7.a_B"));
        assertNotEquals("", Exchange.requestId(""));
        assertNotEquals("a b", Exchange.requestId("a b"));
        assertNotEquals("a\r\nSet-Cookie: x", Exchange.requestId("a\r\nSet-Cookie: x"));
        assertNotEquals("x".repeat(65), Exchange.requestId("x".repeat(65)));
    }

    @Test
    void theTraceIsReadFromAWellFormedHeaderOnly() {
        String trace = "0af7651916cd43dd8448eb211c80319c";
        assertEquals(trace, Exchange.traceId("00-" + trace + "-b7ad6b7169203331-01"));
        assertEquals("-", Exchange.traceId("00-" + trace + "\n-b7ad6b7169203331-01"));
        assertEquals("-", Exchange.traceId(null));
    }

    @Test
    void whoAsksForProblemDetailsAloneAcceptsJsonToo() {
        assertEquals(true, AcceptFilter.needsJson("application/problem+json"));
        assertEquals(false, AcceptFilter.needsJson("application/json, application/problem+json"));
        assertEquals(false, AcceptFilter.needsJson("text/html"));
    }

    @Test
    void aCursorComesBackAndAForeignOneIsNamed() {
        assertEquals("42", Cursor.decode(Cursor.encode("42"), String::valueOf));
        ApiException problem = org.junit.jupiter.api.Assertions.assertThrows(
                ApiException.class, () -> Cursor.decode("%%%", Integer::valueOf));
        assertEquals("cursor", problem.errors().getFirst().field());
    }
}
