package dev.headrace.task.hint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.task.signal.Kind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GatheringTest {
    private static final Kind A = new Kind("t", "q", "a", Kind.NO_HOST);
    private static final Kind B = new Kind("t", "q", "b", Kind.NO_HOST);

    private final Gathering gathering = new Gathering();

    @Test
    void eachKindIsToldOnceAndThenForgotten() {
        // Given
        gathering.ready(Set.of(A));
        gathering.ready(Set.of(A, B));
        gathering.freed(Set.of(B));

        // When
        Hint hint = gathering.take("me").orElseThrow();

        // Then
        assertEquals(Set.of(A, B), hint.readyKinds());
        assertEquals(Set.of(B), hint.freedKinds());
        assertFalse(hint.asksToLook());
        assertEquals(Optional.empty(), gathering.take("me"));
    }

    @Test
    void whatIsTooMuchBecomesALook() {
        // Given
        List<Kind> many = IntStream.range(0, 2_000)
                .mapToObj(i -> new Kind("t", "q", "type-" + i, Kind.NO_HOST))
                .toList();

        // When
        gathering.ready(many);
        Hint hint = gathering.take("me").orElseThrow();

        // Then
        assertTrue(hint.asksToLook());
        assertEquals(500, hint.readyKinds().size());
    }

    @Test
    void aMessageIsReadAsItWasWritten() {
        // Given
        gathering.ready(Set.of(A));
        gathering.look();
        Hint hint = gathering.take("me").orElseThrow();

        // Then
        assertEquals(Optional.of(hint), Hint.parse(hint.text()));
        assertEquals(Optional.of(Hint.beat("me")), Hint.parse(Hint.beat("me").text()));
        assertEquals(Optional.empty(), Hint.parse("{\"of\":\"a later version\"}"));
        assertEquals(Optional.empty(), Hint.parse("nonsense"));
    }

    @Test
    void othersAreThereWhileTheyAreHeard() {
        // Given
        Peers peers = new Peers(100);

        // Then
        assertFalse(peers.areAny(0));
        assertTrue(peers.heard("b", 1_000));
        assertFalse(peers.heard("b", 1_050));
        assertTrue(peers.areAny(1_150));
        assertFalse(peers.areAny(1_151));
        assertTrue(peers.heard("b", 1_200), "it was forgotten meanwhile");
        assertEquals(
                1_000,
                IntStream.range(0, 2_000)
                                .filter(i -> peers.heard("n" + i, 1_201))
                                .boxed()
                                .collect(Collectors.toSet())
                                .size()
                        + 1);
    }
}
