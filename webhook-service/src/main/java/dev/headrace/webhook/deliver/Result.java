package dev.headrace.webhook.deliver;

import dev.headrace.platform.egress.Reply;

/** One attempt as it is recorded: which delivery, what came back, what follows. */
record Result(Due due, Reply reply, Verdict verdict) {
    /** Number of the attempt, from 1. */
    int number() {
        return due.attempts() + 1;
    }
}
