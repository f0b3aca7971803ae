package dev.headrace.gateway.live;

import java.util.ArrayDeque;
import java.util.Iterator;

/** The last events of the tenants that somebody watches, bounded in number and bytes. Guarded by the hub. */
final class Ring implements Iterable<LiveEvent> {
    /** What an event takes beside its text, about. */
    private static final int OVERHEAD = 300;

    private final ArrayDeque<LiveEvent> events = new ArrayDeque<>();
    private final int most;
    private final long mostBytes;
    private final Position start;
    private long bytes;

    /** @param start from where on nothing was left out */
    Ring(int most, long mostBytes, Position start) {
        this.most = most;
        this.mostBytes = mostBytes;
        this.start = start.copy();
    }

    void add(LiveEvent event) {
        events.add(event);
        bytes += size(event);
        while (events.size() > most || bytes > mostBytes) {
            LiveEvent oldest = events.remove();
            bytes -= size(oldest);
            start.advance(oldest.partition(), oldest.offset() + 1);
        }
    }

    private static long size(LiveEvent event) {
        return (long) event.rest().length + OVERHEAD;
    }

    /** From where on it has everything of a tenant that is watched since then or longer. */
    Position start() {
        return start;
    }

    @Override
    public Iterator<LiveEvent> iterator() {
        return events.iterator();
    }
}
