package dev.headrace.task.store;

import static org.awaitility.Awaitility.await;

import dev.headrace.platform.identity.Caller;
import dev.headrace.task.fixture.OnEngines;
import dev.headrace.task.fixture.TaskApi;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who hangs up in the middle of a transaction takes nothing with him. */
@OnEngines
@Timeout(120)
class HangUpIT {
    /** More than the service has connections. */
    private static final int CALLERS = 16;

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final TaskApi api = TaskApi.ofNewTenant();

    @Inject
    DataSource tables;

    @Test
    void aTransactionWhoseCallerHasGoneEndsAndGivesItsConnectionBack() throws Exception {
        // Given
        TaskApi.Worker worker = api.worker();
        String task = api.submit("a");
        worker.answer(worker.next().succeeded());
        try (Connection holder = tables.getConnection()) {
            holder.setAutoCommit(false);
            lock(holder, task);
            List<Socket> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                callers.add(retry(task));
            }
            await().atMost(PATIENCE).until(() -> waiting(holder) > 2);

            // When
            for (Socket caller : callers) {
                caller.close();
            }
            // Many answers later the service knows that they have.
            for (int i = 0; i < CALLERS; i++) {
                api.call().get("/q/openapi").then().statusCode(200);
            }
            holder.rollback();
        }

        // Then
        for (int i = 0; i < CALLERS; i++) {
            String other = api.submit("b");
            api.post("/api/v1/tasks/" + other + "/cancel", Map.of()).then().statusCode(200);
        }
        try (Connection looker = tables.getConnection()) {
            await().atMost(PATIENCE).until(() -> idleInTransaction(looker) == 0);
        }
    }

    private Socket retry(String task) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port);
        String request = "POST /api/v1/tasks/" + task + "/retry HTTP/1.1\r\nHost: localhost\r\n" + Caller.HEADER + ": "
                + api.token() + "\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static void lock(Connection connection, String task) throws SQLException {
        try (PreparedStatement lock =
                connection.prepareStatement("SELECT id FROM task WHERE id = ?::uuid FOR UPDATE")) {
            lock.setString(1, task);
            lock.executeQuery();
        }
    }

    private static long waiting(Connection connection) throws SQLException {
        return count(connection, "wait_event_type = 'Lock'");
    }

    private static long idleInTransaction(Connection connection) throws SQLException {
        return count(connection, "state LIKE 'idle in transaction%'");
    }

    private static long count(Connection connection, String condition) throws SQLException {
        String sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND " + condition;
        try (PreparedStatement count = connection.prepareStatement(sql);
                ResultSet found = count.executeQuery()) {
            found.next();
            return found.getLong(1);
        }
    }
}
