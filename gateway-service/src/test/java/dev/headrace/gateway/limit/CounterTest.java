package dev.headrace.gateway.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.gateway.fixture.SettableClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CounterTest {
    private static final long DAY = 86_400_000;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T06:00:00Z"));
    private final Books books = new Books();

    /** A ledger in memory that can go away. */
    private final class Books implements Ledger {
        private final SlidingWindow window = new SlidingWindow();
        private boolean away;
        private int asked;
        private int replicas = 2;
        private @Nullable Promise<Void> slow;

        @Override
        public Future<Grant> draw(String count, long limit, long windowMs, long wanted, long owed) {
            asked++;
            if (away) {
                return Future.failedFuture("away");
            }
            Grant grant = window.draw(limit, windowMs, wanted, owed, clock.millis());
            return slow == null ? Future.succeededFuture(grant) : slow.future().map(grant);
        }

        @Override
        public boolean isAway() {
            return away;
        }

        @Override
        public int replicas() {
            return replicas;
        }
    }

    private Counter counter(long limit) {
        return new Counter("count", limit, DAY, books, clock);
    }

    private static int admitted(Counter counter, int attempts) {
        int admitted = 0;
        for (int i = 0; i < attempts; i++) {
            admitted += counter.take(1).result().admitted() ? 1 : 0;
        }
        return admitted;
    }

    @Test
    void admitsExactlyTheLimit() {
        assertEquals(50, admitted(counter(50), 80));
    }

    @Test
    void twoReplicasTogetherAdmitTheLimitAndAtMostAHundredthLess() {
        // Given
        Counter one = counter(10_000);
        Counter other = counter(10_000);
        int both = 0;

        // When
        for (int i = 0; i < 12_000; i++) {
            both += admitted(i % 3 == 0 ? one : other, 1);
        }

        // Then
        assertTrue(both <= 10_000 && both >= 9_900, "admitted " + both);
    }

    @Test
    void mostRequestsAskNobody() {
        admitted(counter(10_000), 5_000);

        assertTrue(books.asked < 5_000 / 15, "asked " + books.asked);
    }

    @Test
    void whoComesWhileSomebodyIsAskedForIsAskedForNext() {
        // Given
        Promise<Void> slow = Promise.promise();
        books.slow = slow;
        Counter counter = counter(50);
        List<Future<Verdict>> all = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            all.add(counter.take(1));
        }

        // When
        books.slow = null;
        slow.complete();

        // Then
        assertEquals(50, all.stream().filter(one -> one.result().admitted()).count());
        assertTrue(books.asked <= 3, "asked " + books.asked);
    }

    @Test
    void aRefusalStandsForAMomentAndSaysWhenToComeBack() {
        // Given
        Counter counter = counter(50);
        admitted(counter, 50);
        counter.take(1);
        int before = books.asked;

        // When
        Verdict refused = counter.take(1).result();

        // Then
        assertFalse(refused.admitted());
        assertEquals(before, books.asked);
        clock.advance(Duration.ofSeconds(refused.retrySeconds()));
        assertTrue(counter.take(1).result().admitted());
    }

    @Test
    void manyAtOnceAreAllOrNothing() {
        Counter counter = counter(50);

        assertTrue(counter.take(40).result().admitted());
        assertFalse(counter.take(20).result().admitted());
        assertEquals(10, counter.look().result().left());
        assertTrue(counter.take(10).result().admitted());
    }

    @Test
    void whatWasNotUsedCanBeUsed() {
        Counter counter = counter(50);
        admitted(counter, 50);

        counter.giveBack(1);

        assertTrue(counter.take(1).result().admitted());
    }

    @Test
    void withoutTheLedgerEachReplicaHasItsShare() {
        books.away = true;

        assertEquals(25, admitted(counter(50), 80));
    }

    @Test
    void withoutTheLedgerWhatWasUsedBeforeStaysUsed() {
        // Given
        Counter counter = counter(50);
        admitted(counter, 44);

        // When
        books.away = true;

        // Then: 6 are left, of which 3 are ours
        assertEquals(3, admitted(counter, 20));
    }

    @Test
    void anAnswerThatComesAfterTheLossGivesNoSecondShare() {
        // Given: one is asked for when the ledger goes away
        Counter counter = counter(50);
        admitted(counter, 10);
        Promise<Void> slow = Promise.promise();
        books.slow = slow;
        Future<Verdict> asked = counter.take(1);
        books.away = true;
        int byShare = admitted(counter, 80);
        assertEquals(20, byShare);

        // When
        slow.complete();

        // Then
        assertTrue(asked.result().admitted());
        assertEquals(0, admitted(counter, 80));
    }

    @Test
    void whatTheShareAdmittedIsBookedWhenTheLedgerIsBack() {
        // Given
        Counter counter = counter(50);
        books.away = true;
        admitted(counter, 20);

        // When
        books.away = false;
        counter.tidy(0);

        // Then
        assertEquals(30, admitted(counter(50), 80));
    }

    @Test
    void whatIsHeldAndNotUsedIsReturned() {
        // Given
        Counter counter = counter(10_000);
        admitted(counter, 10);

        // When
        counter.tidy(0);

        // Then
        assertEquals(9_990, counter(10_000).look().result().left());
    }
}
