package dev.headrace.analytics.ingest;

import java.util.UUID;

/**
 * The ids of the newest events of one partition: each is remembered for at least {@code window} offsets after its own.
 *
 * <p>Two generations: when the young one is a window old it becomes the old one and the former old one is dropped. So no
 * id is ever removed one by one, and at most two windows are kept.
 */
final class SeenIds {
    private final long window;
    private IdSet old = new IdSet();
    private IdSet young = new IdSet();
    private long youngSince;

    SeenIds(long window) {
        this.window = window;
    }

    boolean contains(UUID id) {
        return young.contains(id) || old.contains(id);
    }

    void add(UUID id, long offset) {
        if (offset - youngSince >= window) {
            old = young;
            young = new IdSet();
            youngSince = offset;
        }
        young.add(id);
    }

    int size() {
        return old.size() + young.size();
    }
}
