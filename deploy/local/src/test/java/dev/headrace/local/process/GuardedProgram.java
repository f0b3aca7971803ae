package dev.headrace.local.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A program with children under guard; prints their ids and the guard's, then waits to be killed. */
final class GuardedProgram {

    private GuardedProgram() {}

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        Guard guard = Guard.start(folder.resolve("scratch").toString(), Duration.ofSeconds(2));
        List<Child> children = List.of(
                Child.start(command(folder, Stage.ENGINE, List.of("sleep", "1000")), guard),
                Child.start(command(folder, Stage.SERVICE, List.of("sh", "-c", "sleep 1000; true")), guard),
                Child.start(command(folder, Stage.SERVICE, List.of("sh", "-c", "trap '' TERM; sleep 1000")), guard));
        System.out.println(guard.pid());
        for (Child child : children) {
            System.out.println(child.pid());
        }
        System.out.println("ready");
        guard.awaitEnd();
    }

    private static Command command(Path folder, Stage stage, List<String> line) {
        return new Command("sleeper", line, Map.of(), folder, folder.resolve("log"), StopSignal.TERM, stage);
    }
}
