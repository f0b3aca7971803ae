package dev.headrace.local.process;

/** The signal that asks a program to end in an orderly way. */
public enum StopSignal {
    TERM,
    /** PostgreSQL's "fast" shutdown: on TERM it would wait for its clients. */
    INT
}
