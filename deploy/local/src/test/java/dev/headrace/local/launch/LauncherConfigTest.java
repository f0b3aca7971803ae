package dev.headrace.local.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.local.engine.PostgresAddress;
import dev.headrace.local.process.StartException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LauncherConfigTest {

    @Test
    void defaultsAreLoopbackAndEmbedded() {
        LauncherConfig config = LauncherConfig.from(Map.of());

        assertEquals("127.0.0.1", config.host());
        assertEquals(8080, config.port());
        assertEquals(Path.of(".headrace"), config.data());
        assertTrue(config.demo());
        assertEquals(ExistingServers.none(), config.existing());
        assertEquals(Optional.empty(), config.parent());
        assertEquals(1, config.taskReplicas());
    }

    @Test
    void readsEveryVariable() {
        LauncherConfig config = LauncherConfig.from(Map.of(
                "HEADRACE_HOST", "0.0.0.0",
                "HEADRACE_PORT", "9999",
                "HEADRACE_DATA", "elsewhere",
                "HEADRACE_DEMO", "0",
                "HEADRACE_PARENT", "42",
                "HEADRACE_DEVELOP", "cache-service",
                "HEADRACE_TASK_REPLICAS", "3",
                "HEADRACE_POSTGRES_URL", "postgresql://me:secret@db.example:5433/postgres",
                "HEADRACE_REDIS_URL", "redis://cache.example:6379",
                "HEADRACE_KAFKA_BOOTSTRAP", "kafka.example:9092"));

        assertEquals("0.0.0.0", config.host());
        assertEquals(9999, config.port());
        assertFalse(config.demo());
        assertEquals(Optional.of(42L), config.parent());
        assertEquals(Optional.of(Service.CACHE), config.develop());
        assertEquals(3, config.taskReplicas());
        assertEquals(
                Optional.of(new PostgresAddress("db.example", 5433, "me", "secret")),
                config.existing().postgres());
        assertEquals(
                Optional.of("redis://cache.example:6379"), config.existing().redis());
        assertEquals(Optional.of("kafka.example:9092"), config.existing().kafka());
    }

    @Test
    void tellsWhatIsWrongInOneLine() {
        assertMessage("HEADRACE_PORT must be a number from 1 to 65535, not x", Map.of("HEADRACE_PORT", "x"));
        assertMessage("HEADRACE_PORT must be a number from 1 to 65535, not 70000", Map.of("HEADRACE_PORT", "70000"));
        assertMessage(
                "HEADRACE_TASK_REPLICAS must be a number from 1 to 8, not 9", Map.of("HEADRACE_TASK_REPLICAS", "9"));
        assertMessage(
                "HEADRACE_POSTGRES_URL must be of the form postgresql://user:password@host:port",
                Map.of("HEADRACE_POSTGRES_URL", "postgresql://host"));
        assertMessage(
                "There is no tusk-service; the services are task-service, webhook-service, analytics-service,"
                        + " cache-service, gateway-service",
                Map.of("HEADRACE_DEVELOP", "tusk-service"));
    }

    private static void assertMessage(String expected, Map<String, String> environment) {
        StartException wrong = assertThrows(StartException.class, () -> LauncherConfig.from(environment));
        assertEquals(expected, wrong.summary());
    }
}
