package dev.headrace.platform.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
    /** A write that ends when the test says so. */
    private record Write(List<Integer> items, CompletableFuture<List<String>> end) {
        void succeed() {
            end.complete(items.stream().map(i -> "r" + i).toList());
        }
    }

    private final List<Write> writes = new ArrayList<>();
    private final GroupCommit<Integer, String> commits =
            new GroupCommit<>(new GroupCommit.Settings("test", 3, 1, 5), this::write);

    private Uni<List<String>> write(List<Integer> items) {
        Write write = new Write(items, new CompletableFuture<>());
        writes.add(write);
        return Uni.createFrom().completionStage(write.end());
    }

    private CompletableFuture<String> add(int item) {
        return commits.add(item).subscribeAsCompletionStage();
    }

    @Test
    void theFirstItemDoesNotWaitAndTheNextOnesGather() {
        // Given
        CompletableFuture<String> first = add(1);
        List<CompletableFuture<String>> more = List.of(add(2), add(3), add(4), add(5));

        // When
        writes.getFirst().succeed();
        writes.get(1).succeed();
        writes.get(2).succeed();

        // Then
        assertEquals(
                List.of(List.of(1), List.of(2, 3, 4), List.of(5)),
                writes.stream().map(Write::items).toList());
        assertEquals("r1", first.join());
        assertEquals(
                List.of("r2", "r3", "r4", "r5"),
                more.stream().map(CompletableFuture::join).toList());
    }

    @Test
    void beyondTheBoundACallerIsRefusedAndNobodyElseSuffers() {
        // Given
        List<CompletableFuture<String>> accepted = List.of(add(1), add(2), add(3), add(4), add(5), add(6));

        // When
        CompletableFuture<String> refused = add(7);
        for (int i = 0; i < writes.size(); i++) {
            writes.get(i).succeed();
        }

        // Then
        ApiException problem = assertInstanceOf(
                ApiException.class,
                org.junit.jupiter.api.Assertions.assertThrows(CompletionException.class, refused::join)
                        .getCause());
        assertEquals(ErrorCode.OVERLOADED, problem.code());
        assertTrue(accepted.stream().allMatch(f -> f.join().startsWith("r")));
        assertEquals(0, commits.waiting());
    }

    @Test
    void aFailedWriteFailsItsItemsAndTheNextBatchGoesOn() {
        // Given
        CompletableFuture<String> lost = add(1);
        CompletableFuture<String> kept = add(2);

        // When
        writes.getFirst().end().completeExceptionally(new IllegalStateException("cut"));
        writes.get(1).succeed();

        // Then
        assertTrue(lost.isCompletedExceptionally());
        assertEquals("r2", kept.join());
    }

    @Test
    void aWriteWithTheWrongNumberOfResultsIsAFailureOfAll() {
        CompletableFuture<String> one = add(1);
        writes.getFirst().end().complete(List.of());
        assertTrue(one.isCompletedExceptionally());
    }
}
