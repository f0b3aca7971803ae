package dev.headrace.bench.shape;

import dev.headrace.bench.Words;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of the benchmark, driven over its standard input and output. */
public final class Child implements AutoCloseable {
    private static final List<String> FLAGS = List.of("-Xms128m", "-Xmx128m", "-XX:+UseSerialGC");

    private final Process process;
    private final PrintStream to;
    private final BufferedReader from;

    private Child(Process process) {
        this.process = process;
        this.to = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        this.from = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts a class with a {@code main} in a virtual machine of its own, with the class path of this one. */
    public static Child start(Class<?> main, String url, String key) throws IOException {
        String java =
                Path.of(System.getProperty("java.home", ""), "bin", "java").toString();
        ProcessBuilder builder = new ProcessBuilder(java);
        builder.command().addAll(FLAGS);
        builder.command().addAll(List.of("-cp", System.getProperty("java.class.path", ""), main.getName(), url));
        builder.environment().put("HEADRACE_API_KEY", key);
        return new Child(builder.redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    public long pid() {
        return process.pid();
    }

    /** Sends a command and waits for the answer. */
    public Words ask(Words command) {
        tell(command);
        return answer();
    }

    public void tell(Words command) {
        to.println(command);
    }

    public Words answer() {
        try {
            String line = from.readLine();
            if (line == null) {
                throw new IllegalStateException("a process of the benchmark has ended; its message is above");
            }
            return Words.parse(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it by closing its standard input. */
    @Override
    public void close() {
        to.close();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
