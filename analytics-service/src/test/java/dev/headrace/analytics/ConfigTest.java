package dev.headrace.analytics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headrace.analytics.ingest.IngestConfig;
import dev.headrace.analytics.query.QueryConfig;
import dev.headrace.analytics.retain.RetainConfig;
import dev.headrace.analytics.rollup.Grain;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConfigTest {
    private final SmallRyeConfig config = new SmallRyeConfigBuilder()
            .withMapping(IngestConfig.class)
            .withMapping(QueryConfig.class)
            .withMapping(RetainConfig.class)
            .build();

    @Test
    void defaultsOfIngest() {
        IngestConfig ingest = config.getConfigMapping(IngestConfig.class);

        assertEquals(65_536, ingest.seenWindow());
        assertEquals(2 * 1024 * 1024, ingest.batchBytes());
        assertEquals(Duration.ofMillis(250), ingest.batchWait());
        assertEquals(10_000, ingest.batchRecords());
        assertEquals(Duration.ofMillis(100), ingest.firstBackoff());
        assertEquals(Duration.ofSeconds(5), ingest.maxBackoff());
        assertEquals(Duration.ofSeconds(60), ingest.assignmentTimeout());
    }

    @Test
    void defaultsOfQuery() {
        QueryConfig query = config.getConfigMapping(QueryConfig.class);

        assertEquals(1_500, query.maxPoints());
        assertEquals(20_000, query.maxBuckets());
    }

    @Test
    void defaultsOfRetain() {
        RetainConfig retain = config.getConfigMapping(RetainConfig.class);

        assertEquals(Duration.ofDays(14), retain.age(Grain.MINUTE));
        assertEquals(Duration.ofDays(90), retain.age(Grain.HOUR));
        assertEquals(Duration.ofDays(730), retain.age(Grain.DAY));
        assertEquals(Duration.ofMinutes(5), retain.every());
        assertEquals(1_000, retain.rowsPerDelete());
    }
}
