package dev.headrace.task.push;

import dev.headrace.platform.egress.Exchange;
import dev.headrace.task.lease.LeasedTask;

/** A task whose target is being called. */
final class Push {
    private final String host;
    private final LeasedTask task;
    private final Judgement judgement;
    private final Exchange exchange;
    private volatile End end = End.ANSWER;

    /** What ends a call. */
    enum End {
        /** The target answers, or its time is over. */
        ANSWER,
        /** Somebody wants the task cancelled, or this replica stops: the task is handed back. */
        HANDED_BACK,
        /** The lease is not in force any more: nothing may be said. */
        LOST
    }

    Push(String host, LeasedTask task, Judgement judgement, Exchange exchange) {
        this.host = host;
        this.task = task;
        this.judgement = judgement;
        this.exchange = exchange;
    }

    String host() {
        return host;
    }

    LeasedTask task() {
        return task;
    }

    Judgement judgement() {
        return judgement;
    }

    Exchange exchange() {
        return exchange;
    }

    End end() {
        return end;
    }

    /** Cuts the call off. */
    void abort(End why) {
        end = why;
        exchange.abort();
    }
}
