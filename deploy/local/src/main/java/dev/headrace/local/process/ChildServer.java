package dev.headrace.local.process;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A server as at most one child process of ours. */
public abstract class ChildServer implements Server {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Duration GRACE = Duration.ofSeconds(20);

    private final Place place;
    private final Guard guard;
    private @Nullable Child child;

    protected ChildServer(Place place, Guard guard) {
        this.place = place;
        this.guard = guard;
    }

    /** Sets up what need be, and tells the command line that serves. */
    protected abstract List<String> prepare() throws IOException;

    /** How long it may take to answer. */
    protected Duration limit() {
        return LIMIT;
    }

    /** Added to the environment of this process. */
    protected Map<String, String> environment() {
        return Map.of();
    }

    /** One question to the server; throws when it is not answered. */
    protected abstract void ask() throws Exception;

    @Override
    public final String name() {
        return place.name();
    }

    @Override
    public final synchronized void start() {
        if (running()) {
            return;
        }
        try {
            Child started = Child.start(command(name(), prepare()), guard);
            child = started;
            Readiness.await(started, limit(), this::ask);
        } catch (IOException e) {
            throw new StartException(name() + " cannot start: " + e.getMessage(), "", e);
        } catch (StartException e) {
            kill();
            throw e;
        }
    }

    /** Runs a program that belongs to the server to its end. */
    protected final void run(String title, List<String> line) {
        Child once = Child.start(command(title, line), guard);
        if (!once.endsWithin(LIMIT)) {
            once.kill();
            throw new StartException(title + " did not end within " + LIMIT.toSeconds() + " s", once.tail(), null);
        }
        int code = once.onExit().join();
        if (code != 0) {
            throw new StartException(title + " failed with exit code " + code, once.tail(), null);
        }
    }

    private Command command(String title, List<String> line) {
        return new Command(title, line, environment(), place.folder(), place.log(), place.stopSignal(), place.stage());
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
            throw new IllegalStateException(name() + " does not run");
        }
        return child.pid();
    }

    @Override
    public final void close() {
        stop();
    }
}
