package dev.headrace.webhook;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** The service's database, for what a test must put there past the API. */
final class Database {

    void execute(String sql) {
        try (Connection connection = connect()) {
            execute(connection, sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The number that a query answers with. */
    long number(String sql) {
        try (Connection connection = connect()) {
            return number(connection, sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** A connection that counts changes of subscriptions in another row than this one. */
    Connection inOtherSlot(Connection other) throws SQLException {
        String slot = "select pg_backend_pid() % 64";
        long taken = number(other, slot);
        Connection connection = connect();
        while (number(connection, slot) == taken) {
            connection.close();
            connection = connect();
        }
        return connection;
    }

    /** Waits for a lock for 30 s at most: a service that keeps one must not keep the test. */
    Connection connect() throws SQLException {
        Config config = ConfigProvider.getConfig();
        Connection connection = DriverManager.getConnection(
                config.getValue("quarkus.datasource.jdbc.url", String.class),
                config.getValue("quarkus.datasource.username", String.class),
                config.getValue("quarkus.datasource.password", String.class));
        execute(connection, "set lock_timeout = '30s'");
        return connection;
    }
}
