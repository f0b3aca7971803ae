package dev.headrace.gateway.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headrace.gateway.fixture.RunningGateway;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who hangs up holds nothing any more, wherever its request is at that time. */
@QuarkusTest
@Timeout(60)
class GoneCallerIT extends RunningGateway {
    @Inject
    MeterRegistry meters;

    @Inject
    DataSource database;

    private static Socket asking(String method, String key, String path) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
        socket.setSoTimeout(20_000);
        String request = method + " " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + key + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(US_ASCII));
        return socket;
    }

    private static String key() {
        return makeKey("gone", List.of("user")).get("key").asText();
    }

    private static int parked() {
        return json(get(adminKey(), "/api/v1/circuit-breakers/task"))
                .at("/data/instances/0/parked")
                .asInt();
    }

    @Test
    void aWorkerThatHangsUpWhileItsRequestIsParkedGivesItsPlaceBack() throws IOException {
        // Given
        int before = parked();
        String worker = makeKey("gone", List.of("worker")).get("key").asText();
        try (Socket socket = asking("POST", worker, "/api/v1/leases/held")) {
            await().atMost(Duration.ofSeconds(20)).until(() -> stub("/count").equals("1") && parked() == before + 1);

            // When
            socket.close();
        }

        // Then
        await().atMost(Duration.ofSeconds(20)).until(() -> stub("/count").equals("0") && parked() == before);
    }

    @Test
    void aCallerThatHangsUpWhileItsKeyIsLookedUpReachesNoService() throws IOException, SQLException {
        // Given
        String unread = key();
        Timer aborted = meters.get("headrace.gateway.requests")
                .tags("route", "/api/v1/tasks", "status", "aborted")
                .timer();
        long before = aborted.count();
        String seen = stub("/seen");

        // When
        try (Connection lock = database.getConnection()) {
            lock.setAutoCommit(false);
            lock.createStatement().execute("lock table api_key in access exclusive mode");
            asking("GET", unread, "/api/v1/tasks/echo").close();
            await().atMost(Duration.ofSeconds(20)).until(() -> aborted.count() > before);
            lock.rollback();
        }

        // Then: whoever asks now comes after it
        assertEquals(203, get(unread, "/api/v1/tasks/echo").statusCode());
        assertEquals(Integer.parseInt(seen) + 1, Integer.parseInt(stub("/seen")));
        assertEquals(
                1,
                json(get(unread, "/api/v1/usage")).at("/data/concurrency/now").asInt());
    }
}
