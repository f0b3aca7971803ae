package dev.headrace.bench.pair;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A suite that another checkout runs.
 *
 * @param url its gateway
 * @param data its data folder, which tells its key and its processes
 */
public record Beside(String url, Path data) {

    /**
     * Reads {@code <url>,<data folder>}.
     *
     * @throws IllegalArgumentException if it is written otherwise
     */
    public static Beside parse(String words) {
        String[] parts = words.split(",", 2);
        if (parts.length < 2) {
            throw new IllegalArgumentException(
                    "--beside needs the address and the data folder of a running suite: http://127.0.0.1:8081,/tmp/other");
        }
        return new Beside(parts[0], Path.of(parts[1]));
    }

    Side side() throws IOException {
        Map<String, Long> processes = new LinkedHashMap<>();
        for (String line : Files.readAllLines(data.resolve("pids"))) {
            String[] words = line.split(" ", -1);
            processes.put(words[0], Long.parseLong(words[1]));
        }
        String key = Files.readString(data.resolve("admin.key")).strip();
        return new Side(url, key, processes, Optional.empty());
    }
}
