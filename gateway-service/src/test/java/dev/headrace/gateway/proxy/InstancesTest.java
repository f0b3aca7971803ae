package dev.headrace.gateway.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InstancesTest {
    private static final long LONG = Duration.ofHours(1).toNanos();

    private final Instance a = new Instance(URI.create("http://127.0.0.1:1"));
    private final Instance b = new Instance(URI.create("http://127.0.0.1:2"));
    private final Instances instances = new Instances(List.of(a, b), LONG);

    private static Set<Instance> chosen(Instances from, boolean parks, int times) {
        Set<Instance> chosen = new HashSet<>();
        IntStream.range(0, times).forEach(i -> chosen.add(from.next(parks)));
        return chosen;
    }

    @Test
    void equalsTakeTurns() {
        Instance first = instances.next(false);
        Instance second = instances.next(false);

        assertEquals(Set.of(a, b), Set.of(first, second));
    }

    @Test
    void theOneWithLessUnderWayGetsTheNext() {
        // Given
        a.begin(false);
        a.begin(false);
        b.begin(false);

        // When
        Set<Instance> chosen = chosen(instances, false, 10);

        // Then
        assertEquals(Set.of(b), chosen);
    }

    @Test
    void waitingWorkersDoNotMakeAProcessBusy() {
        // Given
        a.begin(true);

        // Then
        assertEquals(Set.of(a, b), chosen(instances, false, 10));
        assertEquals(Set.of(b), chosen(instances, true, 10));
    }

    @Test
    void aConnectionStaysWithItsProcess() {
        // Given
        Object connection = new Object();
        Instance first = instances.next(false, connection);
        first.begin(false);
        first.begin(false);

        // Then
        assertSame(first, instances.next(false, connection));
        assertSame(first, instances.next(true, connection));
    }

    @Test
    void aConnectionLeavesAProcessThatIsMuchBusierThanAnother() {
        // Given
        Object connection = new Object();
        Instance first = instances.next(false, connection);
        Instance other = first == a ? b : a;
        IntStream.range(0, 10).forEach(i -> first.begin(false));

        // When
        Instance next = instances.next(false, connection);

        // Then
        assertSame(other, next);
        assertSame(other, instances.next(false, connection));
    }

    @Test
    void aConnectionLeavesAProcessThatBrokeOff() {
        // Given
        Object connection = new Object();
        Instance first = instances.next(false, connection);

        // When
        instances.left(connection);

        // Then
        assertSame(first == a ? b : a, instances.next(false, connection));
    }

    @Test
    void aConnectionLeavesAProcessThatRefused() {
        // Given
        Object connection = new Object();
        Instance first = instances.next(false, connection);

        // When
        instances.refused(first);

        // Then
        assertSame(first == a ? b : a, instances.next(false, connection));
    }

    @Test
    void whatHasEndedDoesNotCount() {
        // Given
        a.begin(false);
        a.end(false);
        b.begin(false);

        // Then
        assertEquals(Set.of(a), chosen(instances, false, 10));
    }

    @Test
    void oneThatRefusedRests() {
        // Given
        instances.refused(a);
        b.begin(false);

        // Then
        assertEquals(Set.of(b), chosen(instances, false, 10));
    }

    @Test
    void afterItsRestOneRequestFindsOut() {
        // Given
        a.refused(System.nanoTime() - 2, 1);

        // Then: the one that finds out puts it to rest again, until it is reached
        b.begin(false);
        assertSame(a, instances.next(false));
        assertEquals(Set.of(b), chosen(instances, false, 10));
        a.reached();
        assertEquals(Set.of(a), chosen(instances, false, 10));
    }

    @Test
    void whenAllRestSomeoneIsAskedAllTheSame() {
        // Given
        instances.refused(a);
        instances.refused(b);

        // Then
        assertEquals(Set.of(a, b), chosen(instances, false, 10));
    }
}
