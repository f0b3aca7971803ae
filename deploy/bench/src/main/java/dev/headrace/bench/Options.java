package dev.headrace.bench;

import dev.headrace.bench.shape.Sizes;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The command line: {@code --name=value} words.
 *
 * @param url a gateway that runs already; without it the benchmark starts a suite of its own
 * @param key API key for that gateway
 * @param postgres JDBC address of that suite's task database, to read its counters
 * @param processes names and process ids of that suite, to read their processor time
 * @param runs measured rounds
 * @param sizes of a measured round
 * @param results folder for the report
 */
public record Options(
        Optional<String> url,
        Optional<String> key,
        Optional<String> postgres,
        Map<String, Long> processes,
        int runs,
        Sizes sizes,
        Path results) {

    public Options {
        processes = Map.copyOf(processes);
    }

    static final String USAGE = """
            Options:
              --url=http://127.0.0.1:8080 --key=sk_…  measure a suite that runs already
              --postgres=jdbc:postgresql://…          its task database, for write-ahead log and commits
              --process=name:pid                      one of its processes, for processor time; may be repeated
              --runs=3                                measured rounds
              --size=measured|tiny                    tiny only shows that everything works
              --results=deploy/bench/results          where the report goes
            """;

    /** @throws IllegalArgumentException for a word that means nothing */
    static Options parse(String... words) {
        Map<String, String> values = new LinkedHashMap<>();
        Map<String, Long> processes = new LinkedHashMap<>();
        for (String word : words) {
            String[] parts = word.split("=", 2);
            if (parts.length < 2 || !USAGE.contains(parts[0] + "=")) {
                throw new IllegalArgumentException("unknown option: " + word);
            }
            if (parts[0].equals("--process")) {
                String[] process = parts[1].split(":", 2);
                processes.put(process[0], Long.parseLong(process[1]));
            } else {
                values.put(parts[0].substring(2), parts[1]);
            }
        }
        return new Options(
                Optional.ofNullable(values.get("url")),
                Optional.ofNullable(values.get("key")).or(() -> Optional.ofNullable(System.getenv("HEADRACE_API_KEY"))),
                Optional.ofNullable(values.get("postgres")),
                processes,
                Integer.parseInt(values.getOrDefault("runs", "3")),
                values.getOrDefault("size", "measured").equals("tiny") ? Sizes.TINY : Sizes.MEASURED,
                Path.of(values.getOrDefault("results", "deploy/bench/results")));
    }
}
