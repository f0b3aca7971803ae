package dev.headrace.local.demo;

import dev.headrace.local.process.Child;
import dev.headrace.local.process.Command;
import dev.headrace.local.process.Guard;
import dev.headrace.local.process.Programs;
import dev.headrace.local.process.Stage;
import dev.headrace.local.process.StopSignal;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The programs of deploy/examples as child processes, as far as this machine has their languages. */
final class Examples {

    private final Path folder;
    private final Path logs;
    private final Guard guard;
    private final PrintStream out;

    Examples(Path folder, Path logs, Guard guard, PrintStream out) {
        this.folder = folder;
        this.logs = logs;
        this.guard = guard;
        this.out = out;
    }

    /** Starts one worker in each language. */
    List<Child> workers(Map<String, String> environment) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<Child> started = new ArrayList<>();
        started.addAll(start("worker.py", List.of("python3"), environment));
        started.addAll(start("worker.mjs", List.of("node"), environment));
        started.addAll(start(
                "Worker.java", List.of(java, "-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"), environment));
        if (started.isEmpty()) {
            throw new DemoException("no example worker can run here");
        }
        return started;
    }

    /** Starts the receiver of webhooks, or none. */
    List<Child> receiver(Map<String, String> environment) {
        return start("receiver.py", List.of("python3"), environment);
    }

    private List<Child> start(String file, List<String> with, Map<String, String> environment) {
        String program = with.getFirst();
        if (!Programs.has(program)) {
            out.println("  " + file + " is left out: there is no " + program + " here");
            return List.of();
        }
        if (!Files.isRegularFile(folder.resolve(file))) {
            out.println("  " + file + " is left out: it is not in " + folder);
            return List.of();
        }
        List<String> line = new ArrayList<>(with);
        line.add(file);
        Path log = logs.resolve("example-" + file + ".log");
        return List.of(
                Child.start(new Command(file, line, environment, folder, log, StopSignal.TERM, Stage.SERVICE), guard));
    }
}
