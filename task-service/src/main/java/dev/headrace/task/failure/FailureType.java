package dev.headrace.task.failure;

/** The fifteen kinds of failure. What follows from each by default stands in failure-rules.txt. */
public enum FailureType {
    /** A connection that broke, timed out or could not be made; the next attempt may find it working. */
    TRANSIENT_NETWORK,
    /** A deadlock, a lock that was not had in time, a database that fails over or has no connection free. */
    TRANSIENT_DATABASE,
    /** Somebody asks to slow down. */
    TRANSIENT_RATE_LIMIT,
    /** The input is wrong and stays wrong. */
    PERMANENT_INVALID_INPUT,
    /** What the task is about does not exist. */
    PERMANENT_NOT_FOUND,
    /** Credentials are missing, wrong or expired. */
    PERMANENT_AUTHENTICATION,
    /** A setting, a variable, a module or a program that the worker needs is not there. */
    CONFIGURATION_MISSING_ENV,
    /** The worker may not do what it must do. */
    CONFIGURATION_PERMISSIONS,
    /** Another service does not answer, or says that it cannot at present. */
    EXTERNAL_SERVICE_UNAVAILABLE,
    /** Another service answered, but with a fault of its own or in a form that nobody understands. */
    EXTERNAL_API_ERROR,
    SYSTEM_OUT_OF_MEMORY,
    SYSTEM_DISK_FULL,
    /** The machine has no time, threads or handles left. */
    SYSTEM_CPU_OVERLOAD,
    /** A rule of the business forbids it: no funds, sold out, wrong state. */
    BUSINESS_LOGIC_VIOLATION,
    UNKNOWN
}
