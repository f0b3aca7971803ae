package dev.headrace.local.launch;

import dev.headrace.local.process.LogFile;
import dev.headrace.local.process.Server;
import dev.headrace.local.process.StartException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Starts again what ended by itself, later each time it does so soon again, and keeps the logs bounded. */
final class Supervisor implements AutoCloseable {

    private static final Duration LOOK = Duration.ofMillis(500);
    private static final long LOG_BYTES = 32L * 1024 * 1024;
    private static final long FIRST_BACKOFF_MILLIS = 1_000;
    private static final long LAST_BACKOFF_MILLIS = 30_000;
    /** Who ran this long has earned a first backoff again. */
    private static final long STEADY_MILLIS = 60_000;

    private final Progress progress;
    private final PidFile pids;
    private final Map<String, Crashes> crashes = new HashMap<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("headrace-supervisor").factory());

    private record Crashes(long backoffMillis, long nextStart) {}

    Supervisor(Progress progress, PidFile pids) {
        this.progress = progress;
        this.pids = pids;
    }

    void boundLogs(List<Path> logs) {
        var _ = clock.scheduleWithFixedDelay(
                () -> logs.forEach(log -> LogFile.bound(log, LOG_BYTES)), 5, 5, TimeUnit.SECONDS);
    }

    void watch(List<Server> servers) {
        var _ = clock.scheduleWithFixedDelay(
                () -> servers.forEach(this::look), LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look(Server server) {
        if (server.running()) {
            return;
        }
        long now = TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
        Crashes known = crashes.get(server.name());
        if (known == null || now - known.nextStart > STEADY_MILLIS) {
            crashes.put(server.name(), crash(server, FIRST_BACKOFF_MILLIS, now));
        } else if (known.nextStart <= now) {
            crashes.put(server.name(), startAgain(server, known));
        }
    }

    private Crashes crash(Server server, long backoff, long now) {
        progress.line(server.name() + " ended by itself; starting it again in " + backoff / 1_000 + " s");
        return new Crashes(backoff, now + backoff);
    }

    private Crashes startAgain(Server server, Crashes known) {
        long next = Math.min(LAST_BACKOFF_MILLIS, known.backoffMillis * 2);
        try {
            server.start();
            pids.put(server.name(), server.pid());
            progress.line(server.name() + " runs again");
        } catch (StartException e) {
            progress.line(e.summary() + "; next try in " + next / 1_000 + " s");
        }
        return new Crashes(next, TimeUnit.NANOSECONDS.toMillis(System.nanoTime()) + next);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
