package dev.headrace.task.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AdvisorTest {
    private final WorkerConfig config =
            new SmallRyeConfigBuilder().withMapping(WorkerConfig.class).build().getConfigMapping(WorkerConfig.class);
    private final Roster roster = new Roster();
    private final Advisor advisor = new Advisor(config, roster);
    private final Worker worker = worker(10);

    private static Worker worker(int slots) {
        return new Worker(UUID.randomUUID(), "t", Set.of(), Set.of(), Set.of(), slots);
    }

    private int after(int max, int tasks, Duration took) {
        return advisor.after(worker, max, tasks, took.toNanos()).polls();
    }

    @Test
    void aWorkerThatWaitsForTasksHoldsOneCall() {
        assertEquals(1, advisor.of(worker).polls());
        assertEquals(1, after(10, 0, Duration.ofSeconds(20)));
        assertEquals(1, after(10, 9, Duration.ZERO));
        assertEquals(1, after(1, 1, Duration.ofSeconds(1)));
    }

    @Test
    void aBacklogRaisesTheAdviceToItsMostAndItsEndLowersItStepByStep() {
        // Given
        for (int i = 0; i < 50; i++) {
            after(10, 10, Duration.ZERO);
        }
        assertEquals(4, advisor.of(worker).polls());

        // When
        int calls = 0;
        int before = 4;
        int polls = 4;
        while (polls > 1) {
            polls = after(10, 3, Duration.ZERO);
            assertEquals(true, polls == before || polls == before - 1);
            before = polls;
            calls++;
        }

        // Then: 0.875^calls < 1/6
        assertEquals(14, calls);
    }

    @Test
    void thereAreNeverMoreCallsThanSlots() {
        Worker small = worker(2);
        assertEquals(2, advisor.after(small, 1, 1, 0).polls());
    }

    @Test
    void aWorkerThatIsToDrainHoldsNone() {
        roster.drain(worker.id());
        assertEquals(new Advice(0), advisor.after(worker, 10, 10, 0));
    }

    @Test
    void theDefaultsAreThoseOfTheGuide() {
        assertEquals(10_000, config.heartbeatMs());
        assertEquals(Duration.ofHours(24), config.forgetAfter());
        assertEquals(Duration.ofMinutes(2), config.silentAfter());
        assertEquals(Duration.ofSeconds(3), config.rollCall());
        assertEquals(4, config.maxPolls());
        assertEquals(10_000, config.maxLeases());
    }
}
