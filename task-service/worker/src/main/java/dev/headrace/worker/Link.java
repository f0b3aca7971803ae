package dev.headrace.worker;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** The way by which tasks come and outcomes go. Calls block; an interrupt gives one up. */
interface Link {
    /** Waits for tasks. */
    Calls.Leased lease(Step.Lease call) throws ApiFailure, InterruptedException;

    /** Brings outcomes; returns what is said to each, in their order. */
    JsonNode answer(List<Outcome> outcomes) throws ApiFailure, InterruptedException;

    /** No more tasks are wanted. */
    default void drain() {}

    default void close() {}
}
