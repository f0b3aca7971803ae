package dev.headrace.task.signal;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;

/**
 * From when on ready tasks are due, by kind and priority, as the pulse has found it: claims look from there on, and pass over
 * the index entries of tasks that were taken, which pile up while some long transaction keeps them from being removed.
 *
 * <p>What had no task when the pulse looked may have got some since, but none that was due before {@code asOf}: tasks
 * become ready with the time of their transaction, which may take less than that. The promoter, which writes older times
 * after an outage, has the pulse look again.
 *
 * @param asOf when it looked, less the longest time that a transaction may take
 * @param firsts when the first task of each kind is due, by rank of the priority; null where there was none
 */
public record Floors(OffsetDateTime asOf, Map<Kind, OffsetDateTime[]> firsts) {
    public static final int PRIORITIES = 5;

    /** Before anything was found, and when too much was found to list it. */
    public static final Floors NONE = new Floors(OffsetDateTime.of(2000, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC), Map.of());

    /** No task of the kind and priority is due before. */
    public OffsetDateTime of(Kind kind, int priority) {
        OffsetDateTime[] known = firsts.get(kind);
        OffsetDateTime first = known == null ? null : known[priority];
        return first == null || first.isAfter(asOf) ? asOf : first;
    }
}
