package dev.headrace.local.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A program to run.
 *
 * @param name shown to people and used in messages
 * @param line program and arguments
 * @param environment added to the environment of this process
 * @param folder working folder
 * @param log file that receives its output, appended
 * @param stop signal that ends it in an orderly way
 * @param stage when it ends if this process dies
 */
public record Command(
        String name,
        List<String> line,
        Map<String, String> environment,
        Path folder,
        Path log,
        StopSignal stop,
        Stage stage) {

    public Command {
        line = List.copyOf(line);
        environment = Map.copyOf(environment);
    }
}
