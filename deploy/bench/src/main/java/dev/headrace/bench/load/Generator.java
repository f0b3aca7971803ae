package dev.headrace.bench.load;

import dev.headrace.bench.Words;
import dev.headrace.bench.wire.Endpoint;
import dev.headrace.bench.wire.Loop;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The process that submits. Reads one command after the other from its standard input and prints what came of it. */
public final class Generator {
    private Generator() {}

    public static void main(String[] arguments) throws IOException {
        Endpoint endpoint = Endpoint.of(arguments[0], System.getenv("HEADRACE_API_KEY"));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            try (Loop loop = new Loop()) {
                out.println(run(loop, endpoint, Words.parse(line)));
            }
        }
    }

    private static Words run(Loop loop, Endpoint endpoint, Words command) throws IOException {
        return switch (command.verb()) {
            case "singles" -> Singles.run(loop, endpoint, command);
            case "bulk" -> Bulk.run(loop, endpoint, command);
            case "paced" -> Paced.run(loop, endpoint, command);
            case "reads" -> Reads.run(loop, endpoint, command);
            default -> throw new IllegalArgumentException("unknown command: " + command);
        };
    }
}
