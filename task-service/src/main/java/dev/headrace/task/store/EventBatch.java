package dev.headrace.task.store;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import dev.headrace.platform.event.CloudEvent;
import dev.headrace.platform.event.TaskEvent;
import dev.headrace.platform.event.TaskEvents;
import dev.headrace.platform.event.Topics;
import dev.headrace.platform.outbox.Outbox;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The events of one transaction, in order, on their way into the outbox. */
public final class EventBatch {
    private static final String SOURCE = "/headrace/task-service";
    private static final TimeBasedEpochGenerator IDS = Generators.timeBasedEpochGenerator();
    /** A row of the outbox stays well under a megabyte. */
    private static final int EVENTS_PER_ROW = 500;

    private final List<CloudEvent> events = new ArrayList<>();

    public EventBatch add(TaskEvent event) {
        String subject = event.task().taskId().toString();
        events.add(new CloudEvent(
                IDS.generate().toString(),
                event.type(),
                SOURCE,
                Instant.now(),
                subject,
                event.task().tenant(),
                TaskEvents.write(event)));
        return this;
    }

    public boolean isEmpty() {
        return events.isEmpty();
    }

    /** Parameters for {@link Outbox#INSERT}, one row each. */
    public List<Tuple> rows() {
        List<Tuple> rows = new ArrayList<>(1);
        for (int from = 0; from < events.size(); from += EVENTS_PER_ROW) {
            int to = Math.min(events.size(), from + EVENTS_PER_ROW);
            rows.add(Tuple.of(Topics.TASKS, Outbox.encode(events.subList(from, to))));
        }
        return rows;
    }
}
