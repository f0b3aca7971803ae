package dev.headrace.gateway.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FramingTest {
    private static final String HOST = "Host: a.example:8080\r\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET / HTTP/1.0\r\n\r\n",
                "GET /a?b=http://c HTTP/1.1\r\nHost: [::1]:80\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n\n\n\n\n\nGET / HTTP/1.1\r\nHost: x\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\n\r\n!\r\n00\r\nX: 1\r\n\r\n",
            })
    void readsWhatIsWhole(String requests) {
        byte[] bytes = requests.getBytes(ISO_8859_1);
        for (int cut = 0; cut <= bytes.length; cut++) {
            Framing framing = new Framing();
            framing.read(bytes, 0, cut);
            framing.read(bytes, cut, bytes.length);
            assertNull(framing.wrong(), requests);
            assertFalse(framing.isInHead() || framing.isInBody(), requests);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\nHost: x\n\n",
                "GET / HTTP/1.1\r\nHost: x\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nA: b\rC: d\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n",
                "GET / HTTP/1.1\r\n Host: x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost : x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nA\u0000: b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nA: b\u0000\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a/../b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost:\r\n\r\n",
                "GET http://a/ HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET * HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET  / HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET / HTTP/1.1 \r\nHost: x\r\n\r\n",
                "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET / HTTP/2.0\r\nHost: x\r\n\r\n",
                "GET /\r\nHost: x\r\n\r\n",
                "\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n",
                "G(T / HTTP/1.1\r\nHost: x\r\n\r\n",
                "PRI * HTTP/2.0\r\nHost: x\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nPOST / HTTP/1.1\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\n\r\nPRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            })
    void refusesAHeadThatIsNone(String request) {
        assertNotNull(read(request).wrong(), request);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n",
                "Content-Length: 5\r\nContent-Length: 5\r\n\r\n",
                "Content-Length: 5\r\nContent-Length: 6\r\n\r\n",
                "Content-Length: 5, 5\r\n\r\n",
                "Content-Length: +5\r\n\r\n",
                "Content-Length: -1\r\n\r\n",
                "Content-Length: 0x5\r\n\r\n",
                "Content-Length:\r\n\r\n",
                "Content-Length: 99999999999999999999\r\n\r\n",
                "Transfer-Encoding: gzip, chunked\r\n\r\n",
                "Transfer-Encoding: xchunked\r\n\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
                "Transfer-Encoding: identity\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nG\r\n",
                "Transfer-Encoding: chunked\r\n\r\n-1\r\n",
                "Transfer-Encoding: chunked\r\n\r\n1\nx\r\n",
                "Transfer-Encoding: chunked\r\n\r\n1\r\nxy\r\n",
                "Transfer-Encoding: chunked\r\n\r\n10000000000000000\r\n",
                "Transfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 5\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n0\r\nnone\r\n\r\n",
            })
    void refusesABodyThatCouldEndElsewhere(String rest) {
        assertNotNull(read("POST / HTTP/1.1\r\n" + HOST + rest).wrong(), rest);
    }

    @Test
    void knowsWhatItWaitsFor() {
        assertFalse(read("").isInHead());
        assertTrue(read("G").isInHead());
        assertTrue(read("GET / HTTP/1.1\r\nHos").isInHead());
        assertTrue(read("PRI * HTTP/2.0\r\n\r\nS").isInHead());
        assertTrue(read("POST / HTTP/1.1\r\n" + HOST + "Content-Length: 5\r\n\r\nabc")
                .isInBody());
        assertTrue(read("POST / HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n5\r\nabc")
                .isInBody());
    }

    @Test
    void leavesOtherProtocolsAlone() {
        Framing http2 = read("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\u0000\u0000");
        assertTrue(http2.isHttp2());
        assertEquals(24, http2.taken());
        assertNull(http2.wrong());

        Framing upgrade = read("GET /ws HTTP/1.1\r\n" + HOST + "Connection: upgrade\r\nUpgrade: websocket\r\n\r\n");
        assertTrue(upgrade.wantsUpgrade());
        assertFalse(upgrade.isRaw());
        upgrade.upgraded();
        upgrade.read(new byte[] {0, 10, 13}, 0, 3);
        assertNull(upgrade.wrong());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nUpgrade: H2C\r\nContent-Length: 5\r\n\r\n\n\n\n\n\n",
                "POST / HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
            })
    void http2BeginsWhereTheBodyEndsThatCameBeforeIt(String request) {
        byte[] bytes = (request + "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").getBytes(ISO_8859_1);
        for (int cut = request.indexOf("\r\n\r\n") + 4; cut <= request.length(); cut++) {
            Framing framing = new Framing();
            framing.read(bytes, 0, cut);
            framing.upgraded();
            assertEquals(cut == request.length(), framing.isHttp2());

            framing.read(bytes, cut, bytes.length);

            assertTrue(framing.isHttp2());
            assertNull(framing.wrong());
            assertEquals(request.length(), framing.taken());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r", "PRI", "PRI * HTTP/2.0\r\n\r\n"})
    void http2DoesNotBeginBeforeItWasSaidThatItMay(String tooSoon) {
        Framing framing = read("GET / HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\n\r\n" + tooSoon);

        framing.upgraded();

        assertNotNull(framing.wrong());
        assertFalse(framing.isHttp2());
    }

    @Test
    void aNameOfAProtocolIsNotHiddenBehindSpaces() {
        Framing framing = read("GET / HTTP/1.1\r\nHost: x\r\nUpgrade: " + " ".repeat(600) + "h2c\r\n\r\n");

        framing.upgraded();

        assertTrue(framing.isHttp2());
    }

    @Test
    void countsHeadersAndNotTheirBytes() {
        assertNull(read("GET / HTTP/1.1\r\n" + HOST + "A: " + "x".repeat(100_000) + "\r\n\r\n")
                .wrong());
        assertEquals(
                "there are more than 100 headers",
                read("GET / HTTP/1.1\r\n" + HOST + "A: b\r\n".repeat(100) + "\r\n")
                        .wrong());
    }

    private static Framing read(String text) {
        Framing framing = new Framing();
        byte[] bytes = text.getBytes(ISO_8859_1);
        framing.read(bytes, 0, bytes.length);
        return framing;
    }
}
