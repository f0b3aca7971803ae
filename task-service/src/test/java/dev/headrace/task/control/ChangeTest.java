package dev.headrace.task.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headrace.task.model.Priority;
import dev.headrace.task.model.TaskState;
import dev.headrace.task.model.Transition;
import dev.headrace.task.model.Transition.Cause;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangeTest {
    private static List<TaskState> statesOf(Change change) {
        return Arrays.stream(TaskState.values()).filter(change::appliesTo).toList();
    }

    private static List<TaskState> statesOf(Cause cause) {
        return Arrays.stream(TaskState.values())
                .filter(s -> Transition.next(s, cause).isPresent())
                .toList();
    }

    @Test
    void whatMayBeChangedIsWhatTheTransitionTableSays() {
        assertEquals(statesOf(Cause.REQUEUE), statesOf(new Change.Retry(0, null, null)));
        assertEquals(statesOf(Cause.REQUEUE_FOR_LATER), statesOf(new Change.Retry(1, null, null)));
        assertEquals(
                statesOf(Cause.CANCEL),
                statesOf(new Change.Cancel(true)).stream()
                        .filter(s -> s != TaskState.BLOCKED)
                        .toList());
        assertEquals(statesOf(new Change.Retry(0, null, null)), statesOf(new Change.Delete()));
        assertEquals(
                List.of(TaskState.SCHEDULED, TaskState.READY, TaskState.RETRYING),
                statesOf(new Change.Reprioritise(Priority.HIGH)));
    }
}
