package dev.headrace.task.share;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.task.rule.QueueName;
import dev.headrace.task.signal.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AllotmentTest {
    private static Candidate candidate(long id, String tenant, String queue, int priority, int tasks) {
        return new Candidate(id, new Kind(tenant, queue, "x", Kind.NO_HOST), priority, id, 0, tasks, List.of());
    }

    private static Candidate under(long id, Meter meter, int cost, int tasks) {
        return new Candidate(
                id, new Kind("t", "q", "x", Kind.NO_HOST), 2, id, 0, tasks, List.of(new Candidate.Charge(meter, cost)));
    }

    private static Map<String, Long> byTenant(List<Allotment.Pick> picks) {
        return picks.stream().collect(Collectors.groupingBy(p -> p.from().kind().tenant(), Collectors.counting()));
    }

    private static Allotment plain() {
        return new Allotment(new Shares(), Map.of(), Map.of(), Map.of());
    }

    @Test
    void tenantsShareEquallyWhateverTheirBacklog() {
        List<Allotment.Pick> picks =
                plain().of(List.of(candidate(1, "big", "q", 2, 1_000), candidate(2, "small", "q", 2, 10)), 20);
        assertEquals(Map.of("big", 10L, "small", 10L), byTenant(picks));
    }

    @Test
    void weightsDivideThePlaces() {
        Allotment allotment = new Allotment(new Shares(), Map.of(), Map.of("premium", 4), Map.of());
        List<Allotment.Pick> picks =
                allotment.of(List.of(candidate(1, "free", "q", 2, 1_000), candidate(2, "premium", "q", 2, 1_000)), 100);
        assertEquals(Map.of("free", 20L, "premium", 80L), byTenant(picks));
    }

    @Test
    void whoHoldsSlotsForLongWaitsUntilTheOthersHaveHadAsMuch() {
        // Given a tenant whose leases in force have run for ten minutes
        Allotment allotment = new Allotment(new Shares(), Map.of("slow", 600.0), Map.of(), Map.of());

        // When
        List<Allotment.Pick> picks =
                allotment.of(List.of(candidate(1, "slow", "q", 2, 100), candidate(2, "quick", "q", 2, 100)), 50);

        // Then
        assertEquals(Map.of("quick", 50L), byTenant(picks));
    }

    @Test
    void whatWasUsedCountsAndAbsenceEarnsNothing() {
        // Given a tenant that was served alone for long
        Shares shares = new Shares();
        for (int i = 0; i < 100; i++) {
            new Allotment(shares, Map.of(), Map.of(), Map.of()).of(List.of(candidate(1, "old", "q", 2, 10)), 10);
            for (int n = 0; n < 10; n++) {
                shares.ended("old", 1_000);
            }
        }

        // When another one comes
        List<Allotment.Pick> picks = new Allotment(shares, Map.of(), Map.of(), Map.of())
                .of(List.of(candidate(1, "old", "q", 2, 100), candidate(2, "new", "q", 2, 100)), 40);

        // Then it does not get everything until it has caught up
        assertTrue(byTenant(picks).getOrDefault("old", 0L) >= 1, () -> "picks " + byTenant(picks));
        assertTrue(byTenant(picks).getOrDefault("new", 0L) >= 20, () -> "picks " + byTenant(picks));
    }

    @Test
    void queuesOfATenantShareByWeightAndWithoutByDueTime() {
        Map<QueueName, Integer> weights = Map.of(new QueueName("t", "a"), 3, new QueueName("t", "b"), 1);
        List<Candidate> both = List.of(candidate(1, "t", "a", 2, 100), candidate(2, "t", "b", 2, 100));

        // When
        Map<String, Long> weighted = new Allotment(new Shares(), Map.of(), Map.of(), weights)
                .of(both, 40).stream()
                        .collect(Collectors.groupingBy(p -> p.from().kind().queue(), Collectors.counting()));
        Map<String, Long> byDue = plain().of(both, 40).stream()
                .collect(Collectors.groupingBy(p -> p.from().kind().queue(), Collectors.counting()));

        // Then
        assertEquals(Map.of("a", 30L, "b", 10L), weighted);
        assertEquals(Map.of("a", 40L), byDue);
    }

    @Test
    void aFullKeyIsPassedOver() {
        Meter full = new Meter(2, null, 2, 0);
        Meter room = new Meter(2, null, 1, 0);
        List<Allotment.Pick> picks = plain().of(List.of(under(1, full, 1, 10), under(2, room, 1, 10)), 10);
        assertEquals(1, picks.size());
        assertEquals(2, picks.getFirst().from().segment());
    }

    @Test
    void aRateAdmitsItsBurstAndSaysWhenItOpens() {
        Meter meter = new Meter(null, new Meter.Rate(10, 1_000, 5), 0, 0);
        Allotment allotment = plain();
        assertEquals(5, allotment.of(List.of(under(1, meter, 1, 10)), 10).size());
        assertEquals(100, allotment.opensInMs(), 0.001);
        assertTrue(meter.isCharged());
        assertEquals(500, meter.aheadMs(), 0.001);
    }

    @Test
    void whatCostsMoreThanTheBurstIsLeasedAlone() {
        Meter meter = new Meter(null, new Meter.Rate(10, 1_000, 5), 0, 0);
        assertEquals(1, plain().of(List.of(under(1, meter, 1_000, 10)), 10).size());
        assertEquals(500, meter.aheadMs(), 0.001);
    }

    @Provide
    Arbitrary<List<Candidate>> candidates() {
        Arbitrary<Candidate> one = Combinators.combine(
                        Arbitraries.longs().between(1, 1_000_000),
                        Arbitraries.of("a", "b", "c"),
                        Arbitraries.of("q", "r"),
                        Arbitraries.integers().between(0, 4),
                        Arbitraries.integers().between(1, 20))
                .as(AllotmentTest::candidate);
        return one.list().ofMaxSize(12).uniqueElements(Candidate::segment);
    }

    @Property
    void aHigherPriorityIsAlwaysLeasedFirstAndNothingTwice(
            @ForAll("candidates") List<Candidate> candidates, @ForAll @IntRange(min = 1, max = 100) int places) {
        // When
        List<Allotment.Pick> picks = plain().of(candidates, places);

        // Then
        int tasks = candidates.stream().mapToInt(Candidate::tasks).sum();
        assertEquals(Math.min(tasks, places), picks.size());
        Set<String> seen = new HashSet<>();
        Map<Long, Integer> offsets = new HashMap<>();
        int last = 0;
        for (Allotment.Pick pick : picks) {
            assertTrue(pick.from().priority() >= last);
            last = pick.from().priority();
            assertTrue(seen.add(pick.from().segment() + "/" + pick.offset()));
            assertEquals(offsets.merge(pick.from().segment(), 1, Integer::sum), pick.offset());
        }
        int left = last;
        candidates.stream()
                .filter(c -> c.priority() < left)
                .forEach(c -> assertEquals(c.tasks(), offsets.getOrDefault(c.segment(), 0)));
    }

    @Property
    void aMeterNeverGivesMoreThanItsRoom(
            @ForAll @IntRange(min = 1, max = 5) int most,
            @ForAll @IntRange(min = 1, max = 20) int units,
            @ForAll @IntRange(min = 1, max = 4) int cost) {
        Meter meter = new Meter(most, new Meter.Rate(units, 1_000, units), 0, 0);
        List<Candidate> all = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            all.add(under(i, meter, cost, 3));
        }
        int picked = plain().of(all, 100).size();
        assertTrue(picked <= most);
        assertTrue(picked * Math.min(cost, units) <= units);
        assertTrue(picked >= 1);
    }
}
