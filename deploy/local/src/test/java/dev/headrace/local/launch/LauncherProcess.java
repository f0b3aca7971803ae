package dev.headrace.local.launch;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The launcher in a JVM of its own. */
final class LauncherProcess {

    private static final long LIMIT_SECONDS = 120;

    private final Map<String, String> environment;
    private final Path errors;
    private @Nullable Process process;

    LauncherProcess(Map<String, String> environment) throws IOException {
        this.environment = new HashMap<>(environment);
        this.errors = Files.createTempFile("launcher", ".err");
    }

    LauncherProcess another(Map<String, String> changes) throws IOException {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(changes);
        return new LauncherProcess(all);
    }

    void put(String variable, String value) {
        environment.put(variable, value);
    }

    void start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx96m",
                        "-Dslf4j.internal.verbosity=ERROR",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Launcher.class.getName())
                .redirectError(errors.toFile());
        builder.environment().putAll(environment);
        process = builder.start();
    }

    /** Reads on until a line that contains {@code text}. */
    void awaitLine(String text) throws Exception {
        BufferedReader output = running().inputReader();
        CompletableFuture.runAsync(() -> {
                    try {
                        String line = output.readLine();
                        while (line != null && !line.contains(text)) {
                            line = output.readLine();
                        }
                        if (line == null) {
                            throw new IllegalStateException("ended before \"" + text + "\": " + error());
                        }
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    int awaitExit() throws InterruptedException {
        if (!running().waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the launcher does not end");
        }
        return running().exitValue();
    }

    int terminate() throws InterruptedException {
        running().destroy();
        return awaitExit();
    }

    void kill() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    long pid() {
        return running().pid();
    }

    String error() throws IOException {
        return Files.readString(errors).strip();
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException("not started");
        }
        return process;
    }
}
