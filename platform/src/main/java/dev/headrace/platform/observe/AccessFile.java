package dev.headrace.platform.observe;

import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * Where access lines go. Requests only add to a buffer; one thread writes what has gathered, many lines at a time: to wake it for
 * each line took a tenth of the processor time of a request. A disk that does not keep up costs lines, which are counted, never
 * requests.
 */
final class AccessFile implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(AccessFile.class);
    private static final int MOST_WAITING = 4 << 20;
    private static final long LAST_WRITE_MS = 2_000;
    /** A line waits no longer for others. */
    private static final long GATHER_NANOS = 20_000_000;
    /** So many bytes do not wait for more. */
    private static final int ENOUGH = 64 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final OutputStream out;
    private final Thread writer;
    private ByteArrayOutputStream waiting = new ByteArrayOutputStream(64 * 1024);
    private ByteArrayOutputStream spare = new ByteArrayOutputStream(64 * 1024);
    private long dropped;
    private boolean closed;

    private AccessFile(OutputStream out) {
        this.out = out;
        this.writer = Thread.ofPlatform().daemon().name("access-log").unstarted(this::run);
    }

    /** @param destination {@code stdout}, or the path of a file that is appended to */
    static AccessFile open(String destination) {
        try {
            OutputStream out = destination.equals("stdout")
                    ? new FileOutputStream(FileDescriptor.out)
                    : new FileOutputStream(destination, true);
            AccessFile file = new AccessFile(out);
            file.writer.start();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("headrace.observe.access-log cannot be written: " + destination, e);
        }
    }

    void add(byte[] line) {
        lock.lock();
        try {
            if (waiting.size() + line.length > MOST_WAITING) {
                dropped++;
                return;
            }
            int before = waiting.size();
            waiting.writeBytes(line);
            if (before == 0 || (before < ENOUGH && waiting.size() >= ENOUGH)) {
                filled.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Lines that there was no room for. */
    long dropped() {
        lock.lock();
        try {
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        boolean more = true;
        while (more) {
            ByteArrayOutputStream full;
            lock.lock();
            try {
                gather();
                more = !closed;
                full = waiting;
                waiting = spare;
                spare = full;
            } finally {
                lock.unlock();
            }
            write(full);
        }
    }

    private void gather() {
        while (waiting.size() == 0 && !closed) {
            filled.awaitUninterruptibly();
        }
        try {
            long left = GATHER_NANOS;
            while (left > 0 && waiting.size() < ENOUGH && !closed) {
                left = filled.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            // Nobody interrupts it; what there is will be written.
            LOG.debug("interrupted", e);
        }
    }

    private void write(ByteArrayOutputStream full) {
        try {
            full.writeTo(out);
            out.flush();
        } catch (IOException e) {
            LOG.warnf("access log not written bytes=%d reason=%s", full.size(), e.getMessage());
        }
        full.reset();
    }

    /** Writes what is left. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            filled.signal();
        } finally {
            lock.unlock();
        }
        try {
            writer.join(LAST_WRITE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
