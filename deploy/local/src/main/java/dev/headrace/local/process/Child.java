package dev.headrace.local.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One run of a program, listed with the guard from before its first instruction to its end. */
public final class Child {

    /** Runs the program only once we have told the guard about it: dying in between starts nothing. */
    private static final String WAIT_FOR_GO = "read -r go || exit 125; exec \"$@\" </dev/null";

    private final Command command;
    private final Process process;
    private final CompletableFuture<Integer> ended;
    private final long logStart;

    private Child(Command command, Process process, Guard guard, long logStart) {
        this.command = command;
        this.process = process;
        this.logStart = logStart;
        this.ended = process.onExit().thenApply(it -> {
            guard.remove(it.pid());
            return it.exitValue();
        });
    }

    /** Starts the program. */
    public static Child start(Command command, Guard guard) {
        List<String> line = new ArrayList<>(Session.prefix());
        line.addAll(List.of("sh", "-c", WAIT_FOR_GO, command.name()));
        line.addAll(command.line());
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(command.folder().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(command.log().toFile()));
        builder.environment().putAll(command.environment());
        try {
            long logStart = Files.isRegularFile(command.log()) ? Files.size(command.log()) : 0;
            Process process = builder.start();
            guard.add(command.stage(), command.stop(), process.pid());
            Child child = new Child(command, process, guard, logStart);
            try (Writer go = process.outputWriter()) {
                go.write("go\n");
            }
            return child;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start " + command.name(), e);
        }
    }

    public String name() {
        return command.name();
    }

    public long pid() {
        return process.pid();
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** Completes with the exit code. */
    public CompletableFuture<Integer> onExit() {
        return ended.copy();
    }

    /** True as soon as it has ended, false once {@code limit} has passed. */
    public boolean endsWithin(Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for " + name(), e);
        }
    }

    /** Asks it to end, waits up to {@code grace}, then kills it. Returns when it has ended. */
    public void stop(Duration grace) {
        signal();
        if (!endsWithin(grace)) {
            kill();
        }
    }

    /** Ends it and its descendants with SIGKILL. Returns when all have ended. */
    public void kill() {
        List<ProcessHandle> family = new ArrayList<>(process.descendants().toList());
        family.addFirst(process.toHandle());
        family.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle member : family) {
            member.onExit().orTimeout(10, TimeUnit.SECONDS).join();
        }
    }

    /** Where its output goes. */
    public Path log() {
        return command.log();
    }

    /** What it said last, for error messages. */
    public String tail() {
        return LogFile.tail(command.log(), logStart, 15);
    }

    private void signal() {
        switch (command.stop()) {
            case TERM -> process.destroy();
            case INT -> interrupt();
        }
    }

    private void interrupt() {
        try {
            new ProcessBuilder("sh", "-c", "kill -s INT \"$1\"", "signal", Long.toString(pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot signal " + name(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
