package dev.headrace.gateway.live;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The messages that wait for one client: bounded in number, in bytes, and in bytes of all clients together. */
final class Backlog {
    private final ArrayDeque<Message> waiting = new ArrayDeque<>(0);
    private final Bounds bounds;
    private long bytes;
    private boolean over;

    /**
     * How much may wait.
     *
     * @param allBytes of every client together
     * @param share of them that one client has in any case
     * @param all counts the bytes of every client
     */
    record Bounds(int messages, long bytes, long allBytes, long share, AtomicLong all) {}

    Backlog(Bounds bounds) {
        this.bounds = bounds;
    }

    /** Adds a message; false if there is no room for it. */
    synchronized boolean add(Message message) {
        if (over) {
            return true;
        }
        long length = message.length();
        if (isTooMuch(length)) {
            return false;
        }
        waiting.add(message);
        bytes += length;
        bounds.all.addAndGet(length);
        return true;
    }

    private boolean isTooMuch(long more) {
        // A single message is never too large: nobody could ever get it.
        boolean some = !waiting.isEmpty();
        return waiting.size() >= bounds.messages
                || (some && bytes + more > bounds.bytes)
                || (some && bytes + more > bounds.share && bounds.all.get() + more > bounds.allBytes);
    }

    /** The next message; null if none waits. */
    synchronized @Nullable Message poll() {
        Message next = waiting.poll();
        if (next != null) {
            bytes -= next.length();
            bounds.all.addAndGet(-next.length());
        }
        return next;
    }

    /** Whether what is not urgent may come: half of the room is left for what is. */
    synchronized boolean hasRoom() {
        return waiting.size() < (bounds.messages + 1) / 2 && bytes < bounds.bytes / 2;
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Forgets what waits, and what is still to come. */
    synchronized void end() {
        over = true;
        bounds.all.addAndGet(-bytes);
        bytes = 0;
        waiting.clear();
    }
}
