package dev.headrace.worker;

import java.time.Duration;

/**
 * Learns what a worker does: for metrics and logs. The methods are called by the worker's own threads and must return
 * soon; what they throw is ignored.
 */
public interface WorkerListener {
    /** The server knows this worker now. Called again after it had forgotten it. */
    default void registered(String workerId) {}

    /** A lease call brought this many tasks, at least one. */
    default void leased(int tasks) {}

    /** A handler begins. */
    default void started(Task task) {}

    /** A handler has ended, or was given up when the worker stopped. */
    default void ended(Task task, Ending ending, Duration took) {}

    /** The server has confirmed the answer for a task. */
    default void accepted(Task task) {}

    /** The lease is not in force any more: what the handler did, or still does, does not count. */
    default void lost(Task task) {}

    /** The server refuses the answer for a task as wrong; it is dropped, and the lease runs out. */
    default void refused(Task task, String reason) {}

    /**
     * A call failed and will be repeated.
     *
     * @param call method and path
     * @param pause until anything is sent again
     */
    default void failed(String call, Exception reason, Duration pause) {}

    /** Nothing is leased any more. */
    default void draining() {}

    /** The worker has ended. */
    default void stopped() {}

    /** How a handler ended. */
    enum Ending {
        SUCCEEDED,
        FAILED,
        /** Handed back; costs no attempt. */
        RELEASED,
        /** The lease was lost meanwhile. */
        LOST
    }
}
