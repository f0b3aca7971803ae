package dev.headrace.task.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.task.model.Transition.Cause;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TransitionTest {
    /** Lives of tasks, told as causes. Together they visit the whole table. */
    private static final List<List<Cause>> LIVES = List.of(
            List.of(Cause.SUBMIT, Cause.LEASE, Cause.SUCCEED),
            List.of(Cause.SUBMIT_FOR_LATER, Cause.COME_DUE, Cause.LEASE, Cause.GIVE_UP),
            List.of(Cause.SUBMIT, Cause.LEASE, Cause.FAIL_AND_RETRY, Cause.COME_DUE, Cause.LEASE, Cause.RELEASE),
            List.of(Cause.SUBMIT, Cause.LEASE, Cause.LEASE_EXPIRES, Cause.CANCEL),
            List.of(Cause.SUBMIT_FOR_LATER, Cause.CANCEL),
            List.of(Cause.SUBMIT, Cause.LEASE, Cause.FAIL_AND_RETRY, Cause.CANCEL),
            List.of(Cause.SUBMIT, Cause.LEASE, Cause.CANCEL),
            List.of(Cause.SUBMIT_FOR_LATER, Cause.EXPIRE),
            List.of(Cause.SUBMIT, Cause.EXPIRE),
            List.of(Cause.SUBMIT, Cause.LEASE, Cause.EXPIRE),
            List.of(Cause.SUBMIT, Cause.LEASE, Cause.FAIL_AND_RETRY, Cause.EXPIRE),
            List.of(Cause.SUBMIT, Cause.LEASE, Cause.SUCCEED, Cause.REQUEUE),
            List.of(Cause.SUBMIT, Cause.LEASE, Cause.SUCCEED, Cause.REQUEUE_FOR_LATER),
            List.of(Cause.SUBMIT, Cause.EXPIRE, Cause.REQUEUE),
            List.of(Cause.SUBMIT, Cause.EXPIRE, Cause.REQUEUE_FOR_LATER),
            List.of(Cause.SUBMIT, Cause.CANCEL, Cause.REQUEUE),
            List.of(Cause.SUBMIT, Cause.CANCEL, Cause.REQUEUE_FOR_LATER));

    @Test
    void everyTransitionIsVisitedAndNoOtherIsPossible() {
        // Given
        Set<Transition> visited = new HashSet<>();

        // When
        for (List<Cause> life : LIVES) {
            TaskState state = Transition.first(life.getFirst());
            visited.add(new Transition(Optional.empty(), life.getFirst(), state));
            for (Cause cause : life.subList(1, life.size())) {
                TaskState next = Transition.after(state, cause);
                visited.add(new Transition(Optional.of(state), cause, next));
                state = next;
            }
        }

        // Then
        assertEquals(Set.copyOf(Transition.TABLE), visited);
    }

    @Test
    void onlyAPersonBringsBackWhatHasEnded() {
        // Given
        Set<TaskState> finished = EnumSet.noneOf(TaskState.class);
        Arrays.stream(TaskState.values()).filter(TaskState::isFinished).forEach(finished::add);

        // When
        List<Transition> leaving = Transition.TABLE.stream()
                .filter(t -> t.from().filter(finished::contains).isPresent())
                .filter(t -> t.cause() != Cause.REQUEUE && t.cause() != Cause.REQUEUE_FOR_LATER)
                .toList();

        // Then
        assertEquals(EnumSet.of(TaskState.SUCCEEDED, TaskState.DEAD, TaskState.CANCELLED), finished);
        assertTrue(leaving.isEmpty(), leaving::toString);
    }

    @Test
    void anImpossibleChangeSaysWhatIsPossible() {
        var thrown = assertThrows(IllegalStateException.class, () -> Transition.after(TaskState.READY, Cause.SUCCEED));
        assertTrue(String.valueOf(thrown.getMessage()).contains("LEASE, CANCEL, EXPIRE"));
    }
}
