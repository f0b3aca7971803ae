package dev.headrace.e2e.fault;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.headrace.e2e.suite.SharedSuite;
import dev.headrace.e2e.traffic.Ghost;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A {@link Ghost} in a process of its own, which can be killed, or paused and resumed. */
final class GhostProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader lines;

    /** A lease that it holds. */
    record Held(String taskId, long lease) {}

    GhostProcess(SharedSuite suite, String queue, int tasks) throws IOException {
        String java =
                Path.of(System.getProperty("java.home", ""), "bin", "java").toString();
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path", ""));
        String url = suite.parts().gatewayUrl();
        ProcessBuilder builder = new ProcessBuilder(
                java, "-Xmx64m", "-XX:+UseSerialGC", "-cp", classPath, Ghost.class.getName(), url, queue, "" + tasks);
        builder.environment().put("HEADRACE_API_KEY", suite.parts().adminKey());
        this.process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        this.lines = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Waits until it holds so many leases. */
    List<Held> held(int tasks) throws IOException {
        List<Held> held = new ArrayList<>();
        while (held.size() < tasks) {
            String[] words = line().split(" ", -1);
            held.add(new Held(words[0], Long.parseLong(words[1])));
        }
        return held;
    }

    /** The next line that it prints. */
    String line() throws IOException {
        String line = lines.readLine();
        assertNotNull(line, "the ghost ended too early");
        return line;
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Stops it in the middle of whatever it does; it stays alive and knows nothing of it. */
    void pause() {
        signal("STOP");
        await("it stands still").atMost(Duration.ofSeconds(10)).until(() -> state().startsWith("T"));
    }

    void resume() {
        signal("CONT");
    }

    /** It is to go on as soon as it runs. */
    void wake() throws IOException {
        Writer input = process.outputWriter(StandardCharsets.UTF_8);
        input.write("go on\n");
        input.flush();
    }

    private void signal(String name) {
        run("kill", "-s", name, String.valueOf(process.pid()));
    }

    private String state() {
        return run("ps", "-o", "state=", "-p", String.valueOf(process.pid()));
    }

    private static String run(String... command) {
        try {
            Process run = new ProcessBuilder(command).start();
            String said = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (run.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + " failed");
            }
            return said.strip();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
