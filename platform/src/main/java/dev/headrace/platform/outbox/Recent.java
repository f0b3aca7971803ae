package dev.headrace.platform.outbox;

import dev.headrace.platform.event.CloudEvent;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The events of outbox rows that this process has just written: the relay need not read and parse them again.
 *
 * <p>Bounded by the number of events; what does not fit is read from the table. Thread-safe.
 */
final class Recent {
    private final int most;
    private final TreeMap<Long, List<CloudEvent>> rows = new TreeMap<>();
    private int events;

    Recent(int most) {
        this.most = most;
    }

    synchronized void put(long id, List<CloudEvent> written) {
        if (events + written.size() <= most && rows.putIfAbsent(id, written) == null) {
            events += written.size();
        }
    }

    synchronized @Nullable List<CloudEvent> get(long id) {
        return rows.get(id);
    }

    /** The lowest ids, at most so many. */
    synchronized Long[] first(int limit) {
        return rows.keySet().stream().limit(limit).toArray(Long[]::new);
    }

    /** These rows are published, or another replica publishes them. */
    synchronized void forget(Long[] ids) {
        for (Long id : ids) {
            List<CloudEvent> gone = rows.remove(id);
            events -= gone == null ? 0 : gone.size();
        }
    }
}
