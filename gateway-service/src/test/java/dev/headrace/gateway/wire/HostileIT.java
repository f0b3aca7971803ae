package dev.headrace.gateway.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.gateway.fixture.RunningGateway;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients of bad intent send gets a clear answer, and the service behind never hears of it. */
@QuarkusTest
@Timeout(60)
class HostileIT extends RunningGateway {
    private static final String GET = "GET /api/v1/tasks/echo HTTP/1.1\r\nHost: x\r\n";
    private static final String POST = "POST /api/v1/tasks HTTP/1.1\r\nHost: x\r\n";
    private static final String SECOND = "GET /api/v1/tasks/echo HTTP/1.1\r\nHost: x\r\nX-Smuggled: 1\r\n\r\n";

    private static String key() {
        return "Authorization: Bearer " + adminKey() + "\r\n";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
                "Content-Length: 5\r\nContent-Length: 6\r\n\r\n{}   ",
                "Content-Length: 2, 2\r\n\r\n{}",
                "Content-Length: +2\r\n\r\n{}",
                "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
                "X-A: b\r\n folded\r\nContent-Length: 2\r\n\r\n{}",
                "Content-Length: 2\nX-B: c\r\n\r\n{}",
                "Content-Length : 2\r\n\r\n{}",
                "Host: other\r\nContent-Length: 2\r\n\r\n{}",
                "X-A: b\u0000c\r\nContent-Length: 2\r\n\r\n{}",
            })
    void aRequestThatCouldBeReadInTwoWays(String rest) throws IOException {
        String before = stub("/seen");

        String answer = raw(POST + key() + rest + SECOND);

        assertEquals("400", status(answer), answer);
        assertTrue(answer.contains("MALFORMED_REQUEST"), answer);
        assertEquals(1, answer.split("HTTP/1.1 ", -1).length - 1, answer);
        assertEquals(before, stub("/seen"));
    }

    @Test
    void anAnswersBodyThatLooksLikeAnUpgradeEndsNoWatch() throws IOException {
        // Given
        String body = "HTTP/1.1 101 Switching Protocols\r\n\r\n" + " ".repeat(300);
        String before = stub("/accepted");

        // When
        String answers;
        try (Socket socket = begun(POST + key() + "Connection: upgrade\r\nUpgrade: x\r\nContent-Type: text/plain\r\n"
                + "Content-Length: " + body.length() + "\r\n\r\n" + body)) {
            socket.getInputStream().readNBytes(body.length());
            socket.getOutputStream()
                    .write((POST + key() + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SECOND)
                            .getBytes(ISO_8859_1));
            answers = rest(socket);
        }

        // Then
        assertTrue(!answers.contains("HTTP/1.1 202"), answers);
        assertEquals(Integer.parseInt(before) + 1, Integer.parseInt(stub("/accepted")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "/api/v1/tasks/..;/..;/q/metrics 400",
                "/api/v1/tasks/../../../q/metrics 400",
                "/api/v1/tasks/%2e%2e/%2e%2e/q/metrics 400",
                "/api/v1/tasks%2f..%2f..%2fq 404",
                "/api/v1/tasks/a%2Fb 400",
                "/api/v1/tasks/%252e%252e%252fq 400",
                "/api/v1/tasks/a%255cb 400",
                "/api/v1/tasks/a%5cb 400",
                "/api/v1/tasks/a\\b 400",
                "//api/v1/tasks 400",
                "/api/v1//tasks 400",
                "/api/v1/tasks/a%00b 400",
                "/api/v1/tasks/a%0d%0aX:y 400",
                "/api/v1/tasks/%zz 400",
                "/api/v1/tasks/% 400",
                "http://127.0.0.1:1/api/v1/tasks/echo 400",
                "* 400",
                "/q/metrics 404",
                "/Q/../api/v1/tasks/echo 400",
                "/api/v1/tasks;a=b/echo 400",
            })
    void aPathThatLeadsElsewhere(String path, String status) throws IOException {
        String before = stub("/seen");

        String answer = raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + key() + "\r\n");

        assertEquals(status, status(answer), answer);
        assertEquals(before, stub("/seen"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Host:\r\n",
                "Host: a@b\r\n",
                "Host: a/b\r\n",
                "Host: a b\r\n",
                "Host: x\r\nHost: y\r\n",
                "Host: x:999999\r\n",
                "Host: <x>\r\n"
            })
    void aHostThatIsNone(String host) throws IOException {
        String before = stub("/seen");

        String answer = raw("GET /api/v1/tasks/echo HTTP/1.1\r\n" + host + key() + "Connection: close\r\n\r\n");

        assertEquals("400", status(answer), answer);
        assertEquals(before, stub("/seen"));
    }

    @Test
    void theHostOfAClientNeverReachesAService() throws IOException {
        String answer =
                raw("GET /api/v1/tasks/echo HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\n"
                        + "Forwarded: host=evil.example\r\nX-Headrace-Identity: forged\r\nConnection: close\r\n" + key()
                        + "\r\n");

        assertEquals("203", status(answer), answer);
        assertTrue(!answer.contains("evil.example") && !answer.contains("forged"), answer);
    }

    @Test
    void bombsOfHeaders() throws IOException {
        String before = stub("/seen");

        assertEquals("431", status(raw(GET + key() + "X-A: " + "a".repeat(40_000) + "\r\n\r\n")));
        assertEquals("400", status(raw(GET + key() + "X-A: b\r\n".repeat(200) + "\r\n")));
        assertEquals("414", status(raw("GET /" + "a".repeat(10_000) + " HTTP/1.1\r\nHost: x\r\n\r\n")));
        assertEquals(before, stub("/seen"));
    }

    @Test
    void bombsOfBodies() throws IOException {
        String accepted = stub("/accepted");

        assertEquals("413", status(raw(POST + key() + "Content-Length: 999999999999\r\n\r\n{")));
        assertEquals("400", status(raw(POST + key() + "Content-Length: 20000\r\n\r\n" + "[".repeat(20_000))));
        assertEquals("400", status(raw(POST + key() + "Content-Length: 100000\r\n\r\n" + "{\"a\":".repeat(20_000))));
        String chunks = "2000\r\n" + " ".repeat(0x2000) + "\r\n";
        assertEquals("413", status(raw(POST + key() + "Transfer-Encoding: chunked\r\n\r\n" + chunks.repeat(200))));
        assertEquals(accepted, stub("/accepted"));
    }

    /** Whatever the route: its body is JSON, and no parser of a service is to be the one to find out. */
    @ParameterizedTest
    @CsvSource({
        "POST, /api/v1/tasks",
        "POST, /api/v1/tasks/bulk",
        "POST, /api/v1/tasks/x/cancel",
        "POST, /api/v1/dead-letters/x/retry",
        "PUT, /api/v1/queues/x",
        "PUT, /api/v1/limits/x",
        "PUT, /api/v1/retry-policies/x",
        "POST, /api/v1/workers",
        "POST, /api/v1/leases",
        "POST, /api/v1/leases/outcomes",
        "POST, /api/v1/analytics/x",
    })
    void deepJsonReachesNoService(String method, String path) throws IOException {
        String before = stub("/seen");
        String start = method + " " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + key();
        String typed = start + "Content-Type: application/json\r\n";

        for (String deep : List.of("[".repeat(201), "{\"a\":".repeat(201), "{\"a\\\"[\":[".repeat(101))) {
            String length = "Content-Length: " + deep.length() + "\r\n\r\n" + deep;
            assertEquals("400", status(raw(start + length)), deep);
            assertEquals("400", status(raw(typed + length)), deep);
        }

        assertEquals(before, stub("/seen"));
        String flat = "{\"a\":\"" + "[{".repeat(1_000) + "\"}";
        String answer = raw(typed + "Content-Length: " + flat.length() + "\r\n\r\n" + flat);
        assertTrue(!status(answer).equals("400"), answer);
    }

    @Test
    void deepJsonThatFlowsIsCutOffBeforeItsEnd() throws IOException {
        String accepted = stub("/accepted");
        String start = "POST /api/v1/leases/tasks HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + key();
        String deep = " ".repeat(70_000) + "[".repeat(300);

        String declared = raw(start + "Content-Length: " + deep.length() + "\r\n\r\n" + deep);
        String chunked = raw(start + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(deep.length()) + "\r\n"
                + deep + "\r\n0\r\n\r\n");

        assertEquals("400", status(declared), declared);
        assertEquals("400", status(chunked), chunked);
        assertEquals(accepted, stub("/accepted"));
    }

    @Test
    void whatIsTypedOtherwiseMayHaveAnyBrackets() throws IOException {
        String body = "[".repeat(500);

        String answer = raw("POST /api/v1/leases/sink HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + key()
                + "Content-Type: text/plain\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);

        assertEquals("200", status(answer), answer);
    }

    @Test
    void bodiesThatTrickleHoldNothingOfTheServiceAndAreTold() throws IOException {
        // Given
        String before = stub("/seen");
        List<Socket> slow = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            slow.add(begun(POST + key() + "Content-Length: 60000\r\n\r\n{\"type\":"));
        }

        // Then
        assertEquals(203, get(adminKey(), "/api/v1/tasks/echo").statusCode());
        for (Socket socket : List.of(slow.getFirst(), slow.getLast())) {
            assertEquals("408", status(rest(socket)));
        }
        assertEquals(Integer.parseInt(before) + 1, Integer.parseInt(stub("/seen")));
        for (Socket socket : slow) {
            socket.close();
        }
    }

    @Test
    void theRestOfASecondRequestThatNeverComesEndsTheConnection() throws IOException {
        try (Socket socket = begun(GET + key() + "\r\n" + POST + key() + "Content-Length: 60000\r\n\r\n{")) {
            String answers = rest(socket);
            assertEquals("203", status(answers), answers);
            assertEquals(1, answers.split("HTTP/1.1 ", -1).length - 1, answers);
        }
    }

    private static Socket begun(String start) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
        socket.getOutputStream().write(start.getBytes(ISO_8859_1));
        return socket;
    }

    /** Everything until the gateway closes. */
    private static String rest(Socket socket) throws IOException {
        socket.setSoTimeout(20_000);
        return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }

    @Test
    void aCallerWithoutAKeyGetsNoFurtherWhateverItAsks() throws IOException {
        String before = stub("/seen");
        String[] wanted = {
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x\r\n",
            "Expect: 100-continue\r\nContent-Length: 10\r\n",
            "Transfer-Encoding: chunked\r\n",
            "Connection: authorization, host\r\n",
        };

        for (String headers : wanted) {
            String answer = raw("POST /api/v1/tasks/echo HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n");
            assertEquals("401", status(answer), answer);
        }
        assertEquals(before, stub("/seen"));
    }

    @Test
    void manyThatNeverFinishDoNotKeepOthersOut() throws IOException {
        // Given
        List<Socket> slow = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            slow.add(begun(GET + "X-A: "));
        }

        // Then
        assertEquals(203, get(adminKey(), "/api/v1/tasks/echo").statusCode());
        String answer;
        try (Socket first = slow.getFirst()) {
            answer = rest(first);
        }
        assertEquals("408", status(answer), answer);
        for (Socket socket : slow) {
            socket.close();
        }
    }

    private static String status(String answer) {
        return answer.length() < 12 ? "none" : answer.substring(9, 12);
    }

    /** Everything that comes until the gateway closes, or says nothing more for two seconds. */
    private static String raw(String request) throws IOException {
        StringBuilder answer = new StringBuilder();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout(2_000);
            OutputStream out = socket.getOutputStream();
            try {
                out.write(request.getBytes(ISO_8859_1));
            } catch (SocketException closed) {
                answer.append("");
            }
            byte[] part = new byte[4096];
            for (int n = socket.getInputStream().read(part);
                    n > 0;
                    n = socket.getInputStream().read(part)) {
                answer.append(new String(part, 0, n, ISO_8859_1));
                if (answer.indexOf("\r\n\r\n") > 0 && socket.getInputStream().available() == 0) {
                    socket.setSoTimeout(300);
                }
            }
        } catch (java.net.SocketTimeoutException | SocketException silent) {
            return answer.toString();
        }
        return answer.toString();
    }
}
