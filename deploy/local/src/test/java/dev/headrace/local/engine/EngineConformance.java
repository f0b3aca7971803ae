package dev.headrace.local.engine;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.local.process.Server;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What every kind of engines promises; one subclass for each kind. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EngineConformance {

    private final List<Server> started = new ArrayList<>();
    private PostgresEngine postgres;
    private RedisEngine redis;
    private KafkaEngine kafka;

    abstract Engines engines();

    @BeforeAll
    void startAll() {
        postgres = engines().postgres();
        redis = engines().redis();
        kafka = engines().kafka();
        started.addAll(List.of(postgres, redis, kafka));
        started.forEach(Server::start);
    }

    @AfterAll
    void closeAll() {
        for (Server engine : started) {
            engine.close();
            assertFalse(engine.running(), engine.name());
        }
    }

    @Test
    void runsTheVersionsThatTheSuiteIsMadeFor() throws Exception {
        assertTrue(query("SHOW server_version").startsWith("18"));
        assertEquals("on", query("SHOW fsync"));
        assertEquals("on", query("SHOW synchronous_commit"));
        assertEquals("200", query("SHOW max_connections"));
        assertEquals("pg_stat_statements", query("SHOW shared_preload_libraries"));
    }

    @Test
    void refusesAWrongPassword() {
        PostgresAddress right = postgres.address();
        PostgresAddress wrong = new PostgresAddress(right.host(), right.port(), right.username(), "wrong");

        SQLException refused = assertThrows(SQLException.class, () -> wrong.connect("postgres"));

        assertEquals("28P01", refused.getSQLState());
    }

    @Test
    void keepsRowsOverRestartAndKillOnTheSamePort() throws Exception {
        int port = postgres.port();
        postgres.address().ensureDatabase("kept");
        execute("CREATE TABLE IF NOT EXISTS kept(id int)");

        execute("INSERT INTO kept VALUES (1)");
        postgres.restart();
        execute("INSERT INTO kept VALUES (2)");
        long killed = postgres.pid();
        postgres.kill();
        assertFalse(postgres.running());
        assertFalse(ProcessHandle.of(killed).map(ProcessHandle::isAlive).orElse(false));
        postgres.start();

        assertEquals("2", query("SELECT count(*) FROM kept"));
        assertEquals(port, postgres.port());
    }

    @Test
    void clonesADatabase() throws Exception {
        postgres.address().ensureDatabase("original");
        postgres.address().ensureDatabase("original");

        postgres.address().cloneDatabase("original", "copy");

        postgres.address().connect("copy").close();
    }

    @Test
    void redisAnswersAfterRestartAndKill() {
        int port = redis.port();

        redis.restart();
        redis.kill();
        assertThrows(IllegalStateException.class, redis::pid);
        redis.start();

        assertDoesNotThrow(() -> RedisProbe.ask(port));
    }

    @Test
    void kafkaKeepsTopicsOverRestartAndKill() throws Exception {
        try (Admin admin = admin()) {
            admin.createTopics(Set.of(new NewTopic("kept", 3, (short) 1))).all().get(20, TimeUnit.SECONDS);
        }

        kafka.restart();
        kafka.kill();
        kafka.start();

        try (Admin admin = admin()) {
            assertEquals(Set.of("kept"), admin.listTopics().names().get(20, TimeUnit.SECONDS));
        }
    }

    @Test
    void kafkaMakesNoTopicThatNobodyAskedFor() {
        try (Admin admin = admin()) {
            ExecutionException refused = assertThrows(
                    ExecutionException.class,
                    () -> admin.describeTopics(List.of("unknown"))
                            .allTopicNames()
                            .get(20, TimeUnit.SECONDS));
            assertTrue(refused.getCause() instanceof UnknownTopicOrPartitionException);
        }
    }

    @Test
    void startingTwiceStartsOnce() {
        long pid = redis.pid();

        redis.start();

        assertEquals(pid, redis.pid());
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = postgres.address().connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String query(String sql) throws SQLException {
        try (Connection connection = postgres.address().connect("postgres");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
