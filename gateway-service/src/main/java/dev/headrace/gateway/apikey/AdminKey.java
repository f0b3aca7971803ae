package dev.headrace.gateway.apikey;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Makes the first key: the administrator's, whose text is only in its file.
 *
 * <p>The file comes first, then the row. A start that dies between the two leaves a file whose key the next start
 * takes; so there is never a key in the database that nobody has. One replica does it, the others wait for its lock.
 */
@Singleton
public final class AdminKey {
    private static final Logger LOG = Logger.getLogger(AdminKey.class);

    private final AdminKeyConfig config;
    private final DataSource database;

    public AdminKey(AdminKeyConfig config, DataSource database) {
        this.config = config;
        this.database = database;
    }

    /** @throws IllegalStateException if the key can be neither kept in its file nor in the database */
    void ensure(@Observes StartupEvent event) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            lock(connection);
            if (isEmpty(connection)) {
                AdminKeyFile file = new AdminKeyFile(config.keyFile()
                        .orElseThrow(() -> new IllegalStateException(
                                "headrace.admin.key-file is needed: the first start writes the admin key there")));
                insert(connection, keyIn(file));
                LOG.infof("admin key made file=%s", file.path());
            }
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException("The admin key could not be stored: " + e.getMessage(), e);
        }
    }

    private static String keyIn(AdminKeyFile file) {
        return file.read().orElseGet(() -> {
            String key = KeyText.make(KeyMode.LIVE);
            file.write(key);
            return key;
        });
    }

    private static void lock(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("lock table api_key in share row exclusive mode");
        }
    }

    private static boolean isEmpty(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select not exists (select from api_key)")) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    private static void insert(Connection connection, String key) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
            insert into api_key (id, prefix, hash, mode, name, tenant, subject, roles, tier, created_by)
            select id, ?, ?, 'live', 'admin', 'default', id::text, '{admin}', 'unlimited', 'first start'
              from (select uuidv7() as id) made
            """)) {
            statement.setString(1, KeyText.prefix(key));
            statement.setBytes(2, KeyHash.ofKey(key).bytes());
            statement.executeUpdate();
        }
    }
}
