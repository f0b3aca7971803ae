package dev.headrace.task.store;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import dev.headrace.platform.event.CloudEvent;
import dev.headrace.platform.event.TaskEvent;
import dev.headrace.platform.event.TaskEvents;
import dev.headrace.platform.event.TaskFacts;
import dev.headrace.platform.outbox.Outbox;
import dev.headrace.task.model.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The events of one transaction, in order, on their way into the outbox.
 *
 * <p>A statement that writes its own outbox rows takes their texts from {@link #texts} and says with {@link #written}
 * which rows they became; what is not written so goes in with the commit.
 */
public final class EventBatch {
    /** A row of the outbox stays well under a megabyte. */
    public static final int EVENTS_PER_ROW = 500;

    private static final String SOURCE = "/headrace/task-service";
    private static final TimeBasedEpochGenerator IDS = Generators.timeBasedEpochGenerator();

    private final List<CloudEvent> events = new ArrayList<>();
    private final Map<Long, List<CloudEvent>> rows = new LinkedHashMap<>();
    private final Set<UUID> endedIn = new HashSet<>(0);

    /** As it travels. */
    public static CloudEvent sealed(TaskEvent event) {
        return sealed(
                event.type(), event.task().taskId().toString(), event.task().tenant(), TaskEvents.write(event));
    }

    /** An event that is not of a task; events of one subject keep their order. */
    public static CloudEvent sealed(String type, String subject, String tenant, String data) {
        return new CloudEvent(IDS.generate().toString(), type, SOURCE, Instant.now(), subject, tenant, data);
    }

    public EventBatch add(TaskEvent event) {
        happened(event);
        return add(sealed(event));
    }

    /** An event is part of the transaction that is written by its statement. */
    public void happened(TaskEvent event) {
        TaskFacts task = event.task();
        if (task.batchId() != null && TaskState.valueOf(task.state()).isFinished()) {
            endedIn.add(task.batchId());
        }
    }

    public EventBatch add(CloudEvent event) {
        events.add(event);
        return this;
    }

    public boolean isEmpty() {
        return events.isEmpty();
    }

    /** One text for each outbox row that the events make. */
    public String[] texts() {
        return chunks(events).stream().map(Outbox::encode).toArray(String[]::new);
    }

    /** The events have become these rows, in the order of {@link #texts}. */
    public void written(List<Long> ids) {
        written(ids, events);
        events.clear();
    }

    /** These events, by {@link #EVENTS_PER_ROW}, have become these rows. */
    public void written(List<Long> ids, List<CloudEvent> told) {
        List<List<CloudEvent>> chunks = chunks(told);
        if (chunks.size() != ids.size()) {
            throw new IllegalStateException(
                    told.size() + " events make " + chunks.size() + " outbox rows, but there are " + ids.size());
        }
        for (int i = 0; i < ids.size(); i++) {
            rows.put(ids.get(i), List.copyOf(chunks.get(i)));
        }
    }

    /** Batches of which tasks end with these events. */
    Set<UUID> endedIn() {
        return endedIn;
    }

    /** The rows and their events. */
    Map<Long, List<CloudEvent>> rows() {
        return rows;
    }

    private static List<List<CloudEvent>> chunks(List<CloudEvent> events) {
        List<List<CloudEvent>> chunks = new ArrayList<>(1);
        for (int from = 0; from < events.size(); from += EVENTS_PER_ROW) {
            chunks.add(events.subList(from, Math.min(events.size(), from + EVENTS_PER_ROW)));
        }
        return chunks;
    }
}
