package dev.headrace.worker;

/**
 * What a worker has done since it started.
 *
 * @param running handlers at work now
 * @param waiting answers that the server has not confirmed yet
 * @param leased tasks
 * @param succeeded handlers that returned
 * @param failed handlers that threw
 * @param released tasks that were handed back
 * @param accepted answers that the server has taken
 * @param lost leases that were not in force any more when the worker answered or asked
 * @param refused answers that the server refused as wrong
 * @param failedCalls calls that were, or will be, repeated
 */
public record WorkerStats(
        int running,
        int waiting,
        long leased,
        long succeeded,
        long failed,
        long released,
        long accepted,
        long lost,
        long refused,
        long failedCalls) {}
