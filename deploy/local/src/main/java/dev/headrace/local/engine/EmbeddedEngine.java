package dev.headrace.local.engine;

import dev.headrace.local.process.Child;
import dev.headrace.local.process.Command;
import dev.headrace.local.process.Guard;
import dev.headrace.local.process.Stage;
import dev.headrace.local.process.StopSignal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A server as at most one child process of ours: data in {@code home/<name>}, log in {@code home/logs/<name>.log}. */
abstract class EmbeddedEngine implements Engine {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Duration GRACE = Duration.ofSeconds(20);

    private final String name;
    private final StopSignal stopSignal;
    private final Path data;
    private final Path log;
    private final Guard guard;
    private @Nullable Child child;

    EmbeddedEngine(String name, StopSignal stopSignal, Path home, Guard guard) {
        this.name = name;
        this.stopSignal = stopSignal;
        this.guard = guard;
        try {
            this.data = Files.createDirectories(home.resolve(name));
            this.log = Files.createDirectories(home.resolve("logs")).resolve(name + ".log");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sets up the data folder if need be, and tells how to serve it. */
    abstract List<String> prepare() throws IOException;

    /** One question to the server; throws when it is not answered. */
    abstract void ask() throws Exception;

    final Path data() {
        return data;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final synchronized void start() {
        if (running()) {
            return;
        }
        try {
            Child started = Child.start(command(name, prepare()), guard);
            child = started;
            Readiness.await(started, LIMIT, this::ask);
        } catch (IOException e) {
            throw new EngineException(name + " cannot start: " + e.getMessage(), e);
        } catch (EngineException e) {
            kill();
            throw e;
        }
    }

    /** Runs a program of the engine to its end. */
    final void run(String title, List<String> line) {
        Child once = Child.start(command(title, line), guard);
        if (!once.endsWithin(LIMIT)) {
            once.kill();
            throw new EngineException(title + " did not end within " + LIMIT.toSeconds() + " s\n" + once.tail(), null);
        }
        int code = once.onExit().join();
        if (code != 0) {
            throw new EngineException(title + " failed with exit code " + code + "\n" + once.tail(), null);
        }
    }

    private Command command(String title, List<String> line) {
        return new Command(title, line, Map.of("TZ", "UTC"), data, log, stopSignal, Stage.ENGINE);
    }

    @Override
    public final synchronized void stop() {
        if (child != null) {
            child.stop(GRACE);
        }
    }

    @Override
    public final synchronized void kill() {
        if (child != null) {
            child.kill();
        }
    }

    @Override
    public final synchronized boolean running() {
        return child != null && child.alive();
    }

    @Override
    public final synchronized long pid() {
        if (child == null || !child.alive()) {
            throw new IllegalStateException(name + " does not run");
        }
        return child.pid();
    }

    @Override
    public final void close() {
        stop();
    }
}
