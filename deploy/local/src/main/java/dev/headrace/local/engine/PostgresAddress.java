package dev.headrace.local.engine;

import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.ds.PGSimpleDataSource;

/** Where a PostgreSQL server is, and a user who may create databases there. */
public record PostgresAddress(String host, int port, String username, String password) {

    /** Reads {@code postgresql://user:password@host:port/…}; the path is ignored. */
    public static PostgresAddress parse(String url) {
        URI uri = URI.create(url.startsWith("jdbc:") ? url.substring("jdbc:".length()) : url);
        String user = uri.getUserInfo();
        if (uri.getHost() == null || user == null || user.indexOf(':') < 1) {
            throw new IllegalArgumentException("not of the form postgresql://user:password@host:port");
        }
        int colon = user.indexOf(':');
        int port = uri.getPort() < 0 ? 5432 : uri.getPort();
        return new PostgresAddress(uri.getHost(), port, user.substring(0, colon), user.substring(colon + 1));
    }

    public String jdbcUrl(String database) {
        return "jdbc:postgresql://" + host + ":" + port + "/" + database;
    }

    /** URL for the reactive client. */
    public String reactiveUrl(String database) {
        return "postgresql://" + host + ":" + port + "/" + database;
    }

    /** A connection that gives up after 10 s. */
    public Connection connect(String database) throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(jdbcUrl(database));
        source.setConnectTimeout(10);
        source.setLoginTimeout(10);
        return source.getConnection(username, password);
    }

    /** Creates a database unless there is one of that name. */
    public void ensureDatabase(String database) throws SQLException {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            boolean exists;
            try (ResultSet row =
                    statement.executeQuery("SELECT FROM pg_database WHERE datname = '" + plain(database) + "'")) {
                exists = row.next();
            }
            if (!exists) {
                statement.execute("CREATE DATABASE " + plain(database));
            }
        }
    }

    /** Copies a database to which nobody is connected. */
    public void cloneDatabase(String template, String database) throws SQLException {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + plain(database) + " TEMPLATE " + plain(template));
        }
    }

    private static String plain(String identifier) {
        if (!identifier.matches("[a-z_][a-z0-9_]{0,62}")) {
            throw new IllegalArgumentException("not a plain database name: " + identifier);
        }
        return identifier;
    }

    @Override
    public String toString() {
        return username + "@" + host + ":" + port;
    }
}
