package dev.headrace.platform.identity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What a key file holds, read again when the file has changed, so that keys rotate without a restart. A file that cannot
 * be read leaves what was read before in force and is told at WARN.
 *
 * <p>Looks at the file only when asked: at most once in {@link #LOOK_EVERY}, a few microseconds.
 */
final class KeyFile<T> {
    private static final Logger LOG = Logger.getLogger(KeyFile.class);
    static final Duration LOOK_EVERY = Duration.ofSeconds(5);
    static final Duration LOOK_AGAIN_AFTER = Duration.ofSeconds(1);

    private final Path path;
    private final Function<Path, T> read;
    private final LongSupplier nanos;
    private volatile T content;
    private @Nullable Object seen;
    private volatile long lookedNanos;

    /**
     * Reads the file.
     *
     * @param nanos what time it is, for how long ago we looked
     * @throws IllegalStateException if that is not possible now
     */
    KeyFile(Path path, Function<Path, T> read, LongSupplier nanos) {
        this.nanos = nanos;
        this.path = path;
        this.read = read;
        this.seen = stamp();
        this.content = read.apply(path);
        this.lookedNanos = nanos.getAsLong();
    }

    /** What the file holds, at most five seconds ago. */
    T get() {
        lookAfter(LOOK_EVERY);
        return content;
    }

    /** The same, at most one second ago: for who misses something in it. */
    T getFresh() {
        lookAfter(LOOK_AGAIN_AFTER);
        return content;
    }

    private void lookAfter(Duration age) {
        if (nanos.getAsLong() - lookedNanos >= age.toNanos()) {
            look();
        }
    }

    private synchronized void look() {
        lookedNanos = nanos.getAsLong();
        Object now = stamp();
        if (now == null || now.equals(seen)) {
            return;
        }
        seen = now;
        try {
            content = read.apply(path);
            LOG.infof("keys read again file=%s", path);
        } catch (IllegalStateException e) {
            LOG.warnf("keys not read, those from before stay in force error=%s", e.getMessage());
        }
    }

    private record Stamp(long modified, long size, @Nullable Object file) {}

    private @Nullable Object stamp() {
        try {
            BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
            return new Stamp(now.lastModifiedTime().toMillis(), now.size(), now.fileKey());
        } catch (IOException e) {
            return null;
        }
    }
}
