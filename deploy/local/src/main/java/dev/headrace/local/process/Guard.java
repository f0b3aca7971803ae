package dev.headrace.local.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A small shell process that ends our children when we are gone, however we went.
 *
 * <p>It holds the reading end of a pipe whose only writing end is ours: the kernel closes that end even after
 * {@code kill -9}, and the guard then stops every process that is still listed.
 */
public final class Guard implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Guard.class.getName());

    /** Enough for a JVM that writes its archive of classes at its end, beside five others. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final Process process;
    private final Writer pipe;

    private Guard(Process process) {
        this.process = process;
        this.pipe = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Starts a guard. */
    public static Guard start() {
        return start("", GRACE);
    }

    /** Starts a guard that also deletes {@code scratch}, with all in it, once everything has ended. */
    public static Guard startAndDelete(Path scratch) {
        return start(scratch.toAbsolutePath().toString(), GRACE);
    }

    /** With {@code grace} for each of the two stages before what still runs is killed. */
    static Guard start(String scratch, Duration grace) {
        try (InputStream script = Guard.class.getResourceAsStream("guard.sh")) {
            if (script == null) {
                throw new IllegalStateException("guard.sh is missing from the class path");
            }
            List<String> line = new ArrayList<>(Session.prefix());
            line.addAll(List.of("sh", "-c", new String(script.readAllBytes(), StandardCharsets.UTF_8)));
            line.addAll(List.of("headrace-guard", scratch, String.valueOf(grace.toMillis() / 100)));
            return new Guard(new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The guard's own process id. */
    public long pid() {
        return process.pid();
    }

    /** Returns when the guard has ended, which it does only after {@link #close()} or with this process. */
    public void awaitEnd() {
        process.onExit().join();
    }

    /** Waits for {@code limit}, or less if the guard ends, and with it everything: true then. */
    public boolean endsWithin(Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    void add(Stage stage, StopSignal signal, long pid) {
        if (!send("add " + stage + " " + signal + " " + pid)) {
            throw new IllegalStateException("The guard process is gone: starting nothing without it");
        }
    }

    void remove(long pid) {
        if (!send("del " + pid)) {
            LOG.log(System.Logger.Level.DEBUG, "The guard had ended before process {0}", pid);
        }
    }

    private synchronized boolean send(String line) {
        try {
            pipe.write(line + "\n");
            pipe.flush();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Lets the guard end what is still listed, and itself. */
    @Override
    public synchronized void close() {
        try {
            pipe.close();
        } catch (IOException e) {
            process.destroyForcibly();
        }
    }
}
