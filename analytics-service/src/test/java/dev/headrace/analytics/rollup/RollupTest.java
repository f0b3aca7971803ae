package dev.headrace.analytics.rollup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RollupTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @Test
    void oneBucketForEachGrainTenantTypeAndQueue() {
        // Given
        Rollup rollup = new Rollup();

        // When
        rollup.add(submitted(NOON.plusSeconds(1), "a", "mail"));
        rollup.add(submitted(NOON.plusSeconds(59), "a", "mail"));
        rollup.add(submitted(NOON.plusSeconds(61), "a", "mail"));
        rollup.add(submitted(NOON.plusSeconds(1), "b", "mail"));

        // Then
        assertEquals(2, count(rollup, new Bucket(Grain.MINUTE, NOON, "a", "mail", "q")));
        assertEquals(1, count(rollup, new Bucket(Grain.MINUTE, NOON.plusSeconds(60), "a", "mail", "q")));
        assertEquals(3, count(rollup, new Bucket(Grain.HOUR, NOON, "a", "mail", "q")));
        assertEquals(3, count(rollup, new Bucket(Grain.DAY, Instant.parse("2026-11-22T00:00:00Z"), "a", "mail", "q")));
        assertEquals(7, rollup.buckets().size());
    }

    @Test
    void waitsAndRunsAreKeptApart() {
        // Given
        Rollup rollup = new Rollup();

        // When
        rollup.add(new Observation(NOON, "a", "mail", "q", Fact.STARTED, 40L, null));
        rollup.add(new Observation(NOON, "a", "mail", "q", Fact.SUCCEEDED, null, 900L));

        // Then
        Usage usage = usage(rollup, new Bucket(Grain.MINUTE, NOON, "a", "mail", "q"));
        assertEquals(40, usage.waits().max());
        assertEquals(900, usage.runs().min());
        assertEquals(1, usage.count(Fact.STARTED));
        assertEquals(1, usage.count(Fact.SUCCEEDED));
    }

    @Test
    void bucketsComeInTheSameOrderWhateverTheOrderOfEvents() {
        // Given
        List<Observation> events = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            events.add(submitted(NOON.plusSeconds(i * 37L), "t" + i % 3, "type" + i % 5));
        }
        Rollup forward = new Rollup();
        Rollup backward = new Rollup();

        // When
        events.forEach(forward::add);
        events.reversed().forEach(backward::add);

        // Then
        assertEquals(
                List.copyOf(forward.buckets().keySet()),
                List.copyOf(backward.buckets().keySet()));
    }

    @Test
    void grainsCutTimeBeforeTheEpochToo() {
        // Given
        Instant moment = Instant.parse("1969-12-31T23:59:59.500Z");

        // When
        Instant floor = Grain.DAY.floor(moment);

        // Then
        assertEquals(Instant.parse("1969-12-31T00:00:00Z"), floor);
        assertEquals(Instant.EPOCH, Grain.DAY.ceil(moment));
        assertTrue(Grain.HOUR.ceil(NOON).equals(NOON));
    }

    private static Observation submitted(Instant at, String tenant, String type) {
        return new Observation(at, tenant, type, "q", Fact.SUBMITTED, null, null);
    }

    private static long count(Rollup rollup, Bucket bucket) {
        return usage(rollup, bucket).count(Fact.SUBMITTED);
    }

    private static Usage usage(Rollup rollup, Bucket bucket) {
        Usage usage = rollup.buckets().get(bucket);
        assertTrue(
                usage != null,
                () -> "no bucket " + bucket + " in " + rollup.buckets().keySet());
        return usage == null ? new Usage() : usage;
    }
}
