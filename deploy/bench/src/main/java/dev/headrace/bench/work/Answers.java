package dev.headrace.bench.work;

import dev.headrace.bench.wire.Json;

/** Reads the answer to a lease call, runs its tasks (which is nothing) and writes their outcomes. */
final class Answers {
    private final Journal journal;

    Answers(Journal journal) {
        this.journal = journal;
    }

    /** The outcomes of the tasks in the answer, as the items of a JSON array; empty if there was no task. */
    StringBuilder read(Json json) {
        StringBuilder outcomes = new StringBuilder();
        json.enter();
        while (json.member()) {
            if (json.is("data")) {
                data(json, outcomes);
            } else {
                json.skip();
            }
        }
        return outcomes;
    }

    /** The same for a message of a stream, which has no envelope. */
    StringBuilder message(Json json) {
        StringBuilder outcomes = new StringBuilder();
        data(json, outcomes);
        return outcomes;
    }

    private void data(Json json, StringBuilder outcomes) {
        json.enter();
        while (json.member()) {
            if (json.is("tasks")) {
                for (json.enter(); json.element(); ) {
                    task(json, outcomes);
                }
            } else if (json.is("outcomes")) {
                for (json.enter(); json.element(); ) {
                    outcome(json);
                }
            } else {
                json.skip();
            }
        }
    }

    private void task(Json json, StringBuilder outcomes) {
        String id = "";
        long lease = 0;
        long submitted = 0;
        json.enter();
        while (json.member()) {
            if (json.is("id")) {
                id = json.text();
            } else if (json.is("lease")) {
                lease = json.number();
            } else if (json.is("payload")) {
                submitted = submitted(json);
            } else {
                json.skip();
            }
        }
        journal.handled(submitted);
        outcomes.append(outcomes.isEmpty() ? "{\"task_id\":\"" : ",{\"task_id\":\"")
                .append(id)
                .append("\",\"lease\":")
                .append(lease)
                .append(",\"result\":\"succeeded\"}");
    }

    private static long submitted(Json json) {
        long submitted = 0;
        json.enter();
        while (json.member()) {
            if (json.is("t")) {
                submitted = json.number();
            } else {
                json.skip();
            }
        }
        return submitted;
    }

    private void outcome(Json json) {
        json.enter();
        while (json.member()) {
            if (json.is("status")) {
                journal.answered(json.text().equals("accepted"));
            } else {
                json.skip();
            }
        }
    }
}
