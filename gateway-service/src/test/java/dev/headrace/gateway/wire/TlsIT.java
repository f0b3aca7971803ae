package dev.headrace.gateway.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.gateway.fixture.RunningGateway;
import dev.headrace.gateway.fixture.SelfSigned;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same gateway behind TLS: HTTP/2 by ALPN, HTTP/1.1 for who knows no other, and clients of bad intent on both. */
@QuarkusTest
@Timeout(60)
class TlsIT extends RunningGateway {
    /** As application.properties says. */
    private static final int STREAMS = 128;

    private static final String ANALYTICS = "/api/v1/circuit-breakers/analytics";

    private static SSLContext trust() {
        return SelfSigned.trusting(config("quarkus.http.ssl.certificate.files"));
    }

    private static int tlsPort() {
        return Integer.parseInt(config("quarkus.http.test-ssl-port"));
    }

    private static SSLSocket connected(String... protocols) throws IOException {
        SSLSocket socket =
                (SSLSocket) trust().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), tlsPort());
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(protocols);
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(20_000);
        socket.startHandshake();
        return socket;
    }

    private static HttpRequest.Builder tls(String key, String path) {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + tlsPort() + path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + key);
    }

    @Test
    void http2IsAgreedOnAndBodiesAndLimitsWork() throws Exception {
        try (HttpClient client = HttpClient.newBuilder().sslContext(trust()).build()) {
            for (int length : new int[] {0, 1_000, 200_000}) {
                byte[] body = "x".repeat(length).getBytes(ISO_8859_1);
                HttpResponse<String> declared = client.send(
                        tls(adminKey(), "/api/v1/tasks/sink")
                                .POST(BodyPublishers.ofByteArray(body))
                                .build(),
                        BodyHandlers.ofString());
                HttpResponse<String> streamed = client.send(
                        tls(adminKey(), "/api/v1/tasks/sink")
                                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
                                .build(),
                        BodyHandlers.ofString());

                assertEquals(HttpClient.Version.HTTP_2, declared.version());
                assertEquals(String.valueOf(length), declared.body());
                assertEquals(String.valueOf(length), streamed.body());
            }
            HttpResponse<String> tooMuch = client.send(
                    tls(adminKey(), "/api/v1/tasks/sink")
                            .POST(BodyPublishers.ofByteArray(new byte[(1 << 20) + 1]))
                            .build(),
                    BodyHandlers.ofString());
            assertEquals(413, tooMuch.statusCode());
            HttpResponse<String> nobody =
                    client.send(tls("nonsense", "/api/v1/tasks/echo").build(), BodyHandlers.ofString());
            assertEquals(401, nobody.statusCode());
            assertEquals(HttpClient.Version.HTTP_2, nobody.version());
        }
    }

    /** What a client says that knows no HTTP/2, until the gateway ends the connection. */
    private static String said(String request, String... protocols) throws IOException {
        try (SSLSocket socket = connected(protocols)) {
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    @Test
    void requestsOfHttp1AreReadAsStrictlyBehindTheCipher() throws IOException {
        String start = "POST /api/v1/tasks HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + adminKey() + "\r\n";
        String before = stub("/seen");

        String answer = said(start + "Content-Length: 2\r\nConnection: close\r\n\r\n{}");
        String twoLengths =
                said(start + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "http/1.1");
        String unfinished = said(start);
        String otherProtocol = said("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + start, "http/1.1");

        assertTrue(answer.startsWith("HTTP/1.1 202"), answer);
        assertTrue(twoLengths.startsWith("HTTP/1.1 400"), twoLengths);
        assertTrue(unfinished.startsWith("HTTP/1.1 408"), unfinished);
        assertTrue(otherProtocol.startsWith("HTTP/1.1 400"), otherProtocol);
        assertEquals(Integer.parseInt(before) + 1, Integer.parseInt(stub("/seen")));
    }

    private static void othersAreServed() {
        assertEquals(203, get(adminKey(), "/api/v1/tasks/echo").statusCode());
    }

    @Test
    void headersThatNeverEndEndTheConnection() throws IOException {
        try (RawHttp2 client = new RawHttp2(connected("h2"))) {
            // When
            client.frame(RawHttp2.HEADERS, 0, 1, client.head("GET", "/api/v1/tasks/echo", adminKey(), -1));
            for (int i = 0; i < 100_000; i++) {
                client.frame(RawHttp2.CONTINUATION, 0, 1, new byte[0]);
            }
            client.send();

            // Then
            assertNull(client.first(frame -> frame.type() == RawHttp2.HEADERS));
        }
        othersAreServed();
    }

    @Test
    void oneRequestAfterTheOtherThatIsTakenBackEndsTheConnection() throws IOException {
        // Given
        long before = Long.parseLong(stub("/seen"));
        int requests = 2_000;

        // When
        try (RawHttp2 client = new RawHttp2(connected("h2"))) {
            client.frame(RawHttp2.SETTINGS, RawHttp2.ACK, 0, new byte[0]);
            for (int i = 0; i < requests; i++) {
                int stream = 2 * i + 1;
                byte[] head = client.head("GET", "/api/v1/tasks/held", adminKey(), -1);
                client.frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS | RawHttp2.END_STREAM, stream, head)
                        .reset(stream);
            }
            client.send();

            // Then
            RawHttp2.Frame end = client.first(frame -> frame.type() == RawHttp2.GOAWAY);
            assertTrue(end == null || end.code() == RawHttp2.ENHANCE_YOUR_CALM);
            assertNull(client.first(frame -> false), "the connection ends");
        }
        othersAreServed();
        assertTrue(Long.parseLong(stub("/seen")) - before < requests / 2);
        await().atMost(20, TimeUnit.SECONDS).until(() -> stub("/count").equals("0"));
    }

    private static JsonNode analytics() {
        return json(get(adminKey(), ANALYTICS)).get("data");
    }

    @Test
    void requestsThatAreTakenBackAreNoFaultOfTheService() throws IOException {
        // Given
        int last = 101;
        assertEquals(200, post(adminKey(), ANALYTICS + "/reset", "").statusCode());
        try (RawHttp2 client = new RawHttp2(connected("h2"))) {
            client.frame(RawHttp2.SETTINGS, RawHttp2.ACK, 0, new byte[0]);

            // When
            for (int stream = 1; stream < last; stream += 2) {
                byte[] head = client.head("GET", "/api/v1/analytics/silent", adminKey(), -1);
                client.frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS | RawHttp2.END_STREAM, stream, head)
                        .reset(stream);
            }
            byte[] head = client.head("GET", "/api/v1/analytics/echo", adminKey(), -1);
            client.frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS | RawHttp2.END_STREAM, last, head);
            client.send();

            // Then
            assertNotNull(client.first(frame -> frame.type() == RawHttp2.HEADERS && frame.stream() == last));
        }
        await().atMost(20, TimeUnit.SECONDS)
                .until(() -> analytics().get("under_way").asInt() == 0);
        JsonNode seen = analytics();
        post(adminKey(), ANALYTICS + "/reset", "");
        assertEquals(0, seen.get("failed").asInt());
        assertEquals("closed", seen.get("state").asText());
    }

    @Test
    void soManyRequestsMayBeOpenOnAConnectionAndNoMore() throws IOException {
        try (RawHttp2 client = new RawHttp2(connected("h2"))) {
            // Given
            client.send();
            client.first(frame -> frame.type() == RawHttp2.SETTINGS);
            client.frame(RawHttp2.SETTINGS, RawHttp2.ACK, 0, new byte[0]);

            // When
            open(client, STREAMS + 1);

            // Then
            RawHttp2.Frame refused = client.first(frame -> frame.type() == RawHttp2.RST_STREAM);
            assertNotNull(refused);
            assertEquals(RawHttp2.REFUSED_STREAM, refused.code());
            assertEquals(2 * STREAMS + 1, refused.stream());
            othersAreServed();
        }
    }

    private static void open(RawHttp2 client, int requests) {
        for (int i = 0; i < requests; i++) {
            byte[] head = client.head("POST", "/api/v1/tasks", adminKey(), 10);
            client.frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 2 * i + 1, head);
        }
        client.send();
    }

    @Test
    void whoDoesNotTakeThatBoundIsCutOff() throws IOException {
        try (RawHttp2 client = new RawHttp2(connected("h2"))) {
            open(client, STREAMS + 1);

            assertNull(client.first(frame -> false), "the connection ends");
        }
        othersAreServed();
    }

    @Test
    void headersThatAreLeftOpenEndTheConnectionAfterAWhile() throws IOException {
        try (RawHttp2 client = new RawHttp2(connected("h2"))) {
            client.frame(RawHttp2.HEADERS, 0, 1, client.head("GET", "/api/v1/tasks/echo", adminKey(), -1));
            client.send();

            assertNull(client.first(frame -> frame.type() == RawHttp2.HEADERS));
        }
        othersAreServed();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 100_000})
    void aBodyThatTricklesIsToldAndTheOthersOfItsConnectionGoOn(int length) throws IOException {
        try (RawHttp2 client = new RawHttp2(connected("h2"))) {
            // Given
            client.frame(RawHttp2.SETTINGS, RawHttp2.ACK, 0, new byte[0])
                    .frame(
                            RawHttp2.HEADERS,
                            RawHttp2.END_HEADERS,
                            1,
                            client.head("POST", "/api/v1/tasks/sink", adminKey(), length))
                    .frame(RawHttp2.DATA, 0, 1, new byte[] {'{'});

            // When
            client.send();

            // Then
            assertEquals("408", client.status());
            client.frame(
                            RawHttp2.HEADERS,
                            RawHttp2.END_HEADERS | RawHttp2.END_STREAM,
                            3,
                            client.head("GET", "/api/v1/tasks/echo", adminKey(), -1))
                    .send();
            assertEquals("203", client.status());
        }
    }

    /** With an upgrade the handlers of HTTP/1 go; until then its body comes in their way. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 70_000})
    void theSameHoldsAfterAnUpgrade(int length) throws IOException {
        String start = String.join(
                "\r\n",
                "POST /api/v1/tasks/sink HTTP/1.1",
                "Host: x",
                "Authorization: Bearer " + adminKey(),
                "Connection: Upgrade, HTTP2-Settings",
                "Upgrade: h2c",
                "HTTP2-Settings: AAMAAABkAAQAAP__",
                "Content-Type: text/plain",
                "Content-Length: " + length,
                "",
                "");
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(start.getBytes(ISO_8859_1));
        StringBuilder line = new StringBuilder();
        while (line.indexOf("\r\n\r\n") < 0) {
            line.append((char) socket.getInputStream().read());
        }
        assertTrue(line.indexOf("HTTP/1.1 101") == 0, line.toString());
        try (RawHttp2 client = new RawHttp2(socket, new byte[length])) {
            client.send();
            assertNotNull(client.first(frame -> frame.type() == RawHttp2.HEADERS && frame.stream() == 1));
            client.frame(RawHttp2.SETTINGS, RawHttp2.ACK, 0, new byte[0])
                    .frame(RawHttp2.HEADERS, 0, 3, client.head("GET", "/api/v1/tasks/echo", adminKey(), -1));
            for (int i = 0; i < 20; i++) {
                client.frame(RawHttp2.CONTINUATION, 0, 3, new byte[0]);
            }
            client.send();

            assertNull(client.first(frame -> frame.stream() == 3));
        }
        othersAreServed();
    }
}
