package dev.headrace.task.breaker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headrace.task.failure.FailureType;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CountingTest {
    @Test
    void whatTellsOfTheTaskItselfOrOfOneMachineOpensNothing() {
        assertEquals(
                EnumSet.of(
                        FailureType.PERMANENT_INVALID_INPUT,
                        FailureType.PERMANENT_NOT_FOUND,
                        FailureType.SYSTEM_OUT_OF_MEMORY,
                        FailureType.SYSTEM_DISK_FULL,
                        FailureType.SYSTEM_CPU_OVERLOAD,
                        FailureType.BUSINESS_LOGIC_VIOLATION,
                        FailureType.UNKNOWN),
                Arrays.stream(FailureType.values())
                        .filter(type -> !Counting.counts(type))
                        .collect(Collectors.toCollection(() -> EnumSet.noneOf(FailureType.class))));
    }
}
