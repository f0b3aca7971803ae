package dev.headrace.task.worker;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * What a worker does best next.
 *
 * @param polls how many lease calls to hold at the same time; 0: none, the worker is to drain
 */
public record Advice(int polls) {
    @JsonIgnore
    public boolean isDrain() {
        return polls == 0;
    }
}
