package dev.headrace.gateway.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

// What Netty promises of a write is of no interest here.
@SuppressWarnings("FutureReturnValueIgnored")
class DoorkeeperTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final String UPGRADE = "GET / HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n";
    private static final String TWO_LENGTHS =
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final int HEADERS = 1;
    private static final int CONTINUATION = 9;
    private static final int END_HEADERS = 4;
    private static final int UNANSWERED = 100;
    private static final int UNREAD = 8 << 20;

    private final EmbeddedChannel connection =
            new EmbeddedChannel(new Doorkeeper(new Usual()), new HttpRequestDecoder(), new HttpResponseEncoder());

    private record Usual(Duration headPatience, Duration bodyPatience, long bodyLeast, Duration silence)
            implements WireConfig {
        Usual() {
            this(Duration.ofSeconds(5), Duration.ofSeconds(10), 1024, Duration.ofMinutes(1));
        }
    }

    @AfterEach
    void end() {
        connection.finishAndReleaseAll();
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, US_ASCII);
    }

    /** How many requests get to the other side of the decoder. */
    private int requests(String text) {
        connection.writeInbound(bytes(text));
        int requests = 0;
        for (Object read = connection.readInbound(); read != null; read = connection.readInbound()) {
            requests += read instanceof HttpRequest ? 1 : 0;
        }
        return requests;
    }

    private void unread(int bytes) {
        connection.pipeline().firstContext().write(Unpooled.wrappedBuffer(new byte[bytes]));
    }

    private void answer(String body) {
        DefaultHttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        head.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length());
        connection.writeOutbound(head, new DefaultHttpContent(bytes(body)), LastHttpContent.EMPTY_LAST_CONTENT);
        connection.releaseOutbound();
    }

    @Test
    void anAnswersBodyEndsNoWatch() {
        // Given
        assertEquals(1, requests(UPGRADE));
        answer("HTTP/1.1 101 Switching Protocols\r\n\r\n" + " ".repeat(200));

        // When
        int after = requests(TWO_LENGTHS);

        // Then
        assertEquals(0, after);
        assertFalse(connection.isOpen());
    }

    @Test
    void anAnswersBodyEndsNoWatchAfterAnotherAnswerEither() {
        // Given
        assertEquals(2, requests(GET + UPGRADE));
        answer("first");
        answer("HTTP/1.1 101 Switching Protocols\r\n\r\n" + " ".repeat(200));

        // When
        int after = requests(TWO_LENGTHS);

        // Then
        assertEquals(0, after);
        assertFalse(connection.isOpen());
    }

    private void switched() {
        connection.writeOutbound(
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS));
        connection.releaseOutbound();
        connection.pipeline().remove(HttpRequestDecoder.class);
    }

    private void isLeftAlone(String text) {
        connection.writeInbound(bytes(text));
        ByteBuf passed = connection.readInbound();
        assertEquals(text, passed.toString(US_ASCII));
        passed.release();
        assertTrue(connection.isOpen());
    }

    @Test
    void whatFollowsAnUpgradeIsLeftAlone() {
        assertEquals(1, requests(UPGRADE));

        switched();

        isLeftAlone("\n\u0001\u0002");
    }

    @Test
    void whatFollowsALaterUpgradeIsLeftAloneAsWell() {
        assertEquals(1, requests(GET));
        answer("first");
        assertEquals(1, requests(UPGRADE));

        switched();

        isLeftAlone("\n\u0001\u0002");
    }

    private static String frame(int type, int flags, String payload) {
        int length = payload.length();
        return "" + (char) (length >> 16) + (char) (length >> 8 & 0xff) + (char) (length & 0xff) + (char) type
                + (char) flags + "\0\0\0\3" + payload;
    }

    @Test
    void framesAreFollowedFromTheFirstOneAfterTheBodyOfAnUpgrade() {
        // Given
        String parts = frame(CONTINUATION, 0, "").repeat(29);
        String whole = frame(HEADERS, END_HEADERS, parts);
        requests("POST / HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\nContent-Length: 5\r\n\r\nab");
        connection.writeOutbound(
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS));

        // When
        connection.writeInbound(bytes("cde" + PREFACE + whole));
        connection.pipeline().remove(Doorkeeper.class);
        connection.writeInbound(bytes(whole + whole));

        // Then
        assertTrue(connection.isOpen());
        connection.writeInbound(bytes(frame(HEADERS, 0, "") + parts));
        assertFalse(connection.isOpen());
    }

    @Test
    void nobodyIsLeftUnwatchedWhoGoesOnBeforeTheUpgrade() {
        // Given
        requests("GET / HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\n\r\nPRI");
        connection.writeOutbound(
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS));

        // When
        connection.pipeline().remove(Doorkeeper.class);

        // Then
        assertFalse(connection.isOpen());
    }

    @Test
    void whoDidNotAskForAnotherProtocolGetsNone() {
        assertEquals(1, requests(GET));

        switched();
        connection.writeInbound(bytes(TWO_LENGTHS));

        assertFalse(connection.isOpen());
    }

    @Test
    void http2IsNotBegunWhereHttp1IsRead() {
        assertEquals(0, requests(PREFACE + TWO_LENGTHS));
        assertEquals(0, requests(GET));
    }

    @Test
    void aHundredRequestsMayWaitForTheirAnswers() {
        // Given
        assertEquals(UNANSWERED, requests(GET.repeat(UNANSWERED)));
        for (int i = 0; i < 10; i++) {
            answer("HTTP/1.1 200 OK\r\n\r\n" + " ".repeat(200));
        }

        // When
        int asManyAsAnswers = requests(GET.repeat(10));
        int oneMore = requests(GET);

        // Then
        assertEquals(10, asManyAsAnswers);
        assertEquals(0, oneMore);
        assertFalse(connection.isOpen());
    }

    @Test
    void whoLeavesAnswersUnreadGetsNoMore() {
        // Given
        assertEquals(1, requests(GET));
        unread(UNREAD - 1_000);
        assertEquals(1, requests(GET));

        // When
        unread(2_000);

        // Then
        assertEquals(0, requests(GET));
        assertFalse(connection.isOpen());
    }
}
