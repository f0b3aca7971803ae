package dev.headrace.analytics.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SeenIdsTest {
    @Property(tries = 100)
    void everyIdIsRememberedForAWindow(
            @ForAll @IntRange(min = 1, max = 500) int window,
            @ForAll @IntRange(min = 1, max = 3_000) int size,
            @ForAll long seed) {
        // Given
        Random random = new Random(seed);
        SeenIds seen = new SeenIds(window);
        List<UUID> ids = new ArrayList<>();

        // When
        for (int offset = 0; offset < size; offset++) {
            UUID id = new UUID(random.nextLong(), random.nextLong());
            ids.add(id);
            seen.add(id, offset);
        }

        // Then
        ids.subList(Math.max(0, size - window), size).forEach(id -> assertTrue(seen.contains(id)));
        assertTrue(seen.size() <= 2 * window);
    }

    @Property(tries = 100)
    void theSetAgreesWithTheJdk(@ForAll @IntRange(min = 1, max = 5_000) int size, @ForAll long seed) {
        // Given: few distinct ids, so that many come twice
        Random random = new Random(seed);
        IdSet set = new IdSet();
        Set<UUID> model = new HashSet<>();

        // When
        for (int i = 0; i < size; i++) {
            UUID id = new UUID(random.nextInt(40) + 1, random.nextInt(40));
            set.add(id);
            model.add(id);
        }

        // Then
        assertEquals(model.size(), set.size());
        for (long high = 1; high <= 40; high++) {
            for (long low = 0; low < 40; low++) {
                assertEquals(model.contains(new UUID(high, low)), set.contains(new UUID(high, low)));
            }
        }
    }

    @Test
    void anIdThatWasNeverAddedIsNotSeen() {
        // Given
        SeenIds seen = new SeenIds(10);

        // When
        seen.add(new UUID(1, 2), 1_000_000);

        // Then
        assertTrue(seen.contains(new UUID(1, 2)));
        assertFalse(seen.contains(new UUID(2, 1)));
    }
}
