package dev.headrace.webhook.deliver;

/** One attempt as it is recorded: which delivery, what came back, what follows. */
record Result(Due due, Answer answer, Verdict verdict) {
    /** Number of the attempt, from 1. */
    int number() {
        return due.attempts() + 1;
    }
}
