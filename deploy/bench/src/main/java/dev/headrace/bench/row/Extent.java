package dev.headrace.bench.row;

/**
 * How much of each row.
 *
 * @param idleSeconds time of waiting
 * @param parked lease calls
 * @param due tasks of one moment
 * @param pinnedSeconds time of submitting and draining under the held snapshot
 * @param finished tasks in the full tables
 * @param deferred tasks in the full tables
 * @param letters dead letters, beside a million finished tasks at most
 * @param listeners idle clients of live events
 * @param pairs rounds of the gateway beside nginx
 */
public record Extent(
        int idleSeconds,
        int parked,
        int due,
        int pinnedSeconds,
        long finished,
        long deferred,
        long letters,
        int listeners,
        int pairs) {}
