package dev.headrace.bench;

import dev.headrace.bench.pair.Beside;
import dev.headrace.bench.row.Extent;
import dev.headrace.bench.row.Row;
import dev.headrace.bench.shape.Sizes;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The command line: {@code --name=value} words.
 *
 * @param url a gateway that runs already; without it the benchmark starts a suite of its own
 * @param key API key for that gateway
 * @param postgres JDBC address of that suite's task database, to read its counters
 * @param processes names and process ids of that suite, to read their processor time
 * @param beside a suite of another checkout, to be measured in turns with this one
 * @param runs measured rounds
 * @param sizes of a measured round
 * @param rows what is measured after the rounds
 * @param extent how much of that
 * @param replicas of the task service in a suite of our own
 * @param results folder for the report
 */
public record Options(
        Optional<String> url,
        Optional<String> key,
        Optional<String> postgres,
        Map<String, Long> processes,
        Optional<Beside> beside,
        int runs,
        Sizes sizes,
        Set<Row> rows,
        Extent extent,
        int replicas,
        Path results) {

    public Options {
        processes = Map.copyOf(processes);
        rows = Set.copyOf(rows);
    }

    static final String USAGE = """
        Options:
          --url=http://127.0.0.1:8080 --key=sk_…  measure a suite that runs already
          --postgres=jdbc:postgresql://…          its task database, for write-ahead log and commits
          --process=name:pid                      one of its processes, for processor time; may be repeated
          --beside=http://127.0.0.1:8081,/tmp/other  nothing but W1, W2 and W4 in turns with a suite that another
                                          checkout runs there with that data folder; at least 6 runs tell something
          --runs=3                                measured rounds
          --size=measured|tiny                    tiny only shows that everything works
          --rows=w3s,idle,parked,due,pinned       what is measured besides; also dead-letters, keys, live, gateway, and
                                          full, which takes many minutes; empty: none
          --idle-seconds=60                       time of the row idle
          --parked=10000                          lease calls of the row parked
          --due=50000                             tasks of the row due
          --pinned-seconds=60                     time of the row pinned
          --finished=10000000 --deferred=1000000  tasks of the row full
          --letters=100000                        dead letters of the row dead-letters
          --listeners=5000                        idle clients of the row live, beside 500 busy ones
          --pairs=7                               rounds of the row gateway, each with every way in turn
          --task-replicas=1                       processes of the task service in a suite of our own
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
                Optional.ofNullable(values.get("beside")).map(Beside::parse),
                atLeastOne(values, "runs", 3),
                values.getOrDefault("size", "measured").equals("tiny") ? Sizes.TINY : Sizes.MEASURED,
                values.containsKey("rows") ? Row.parse(values.getOrDefault("rows", "")) : Row.SHORT,
                new Extent(
                        number(values, "idle-seconds", 60),
                        number(values, "parked", 10_000),
                        number(values, "due", 50_000),
                        number(values, "pinned-seconds", 60),
                        number(values, "finished", 10_000_000),
                        number(values, "deferred", 1_000_000),
                        number(values, "letters", 100_000),
                        number(values, "listeners", 5_000),
                        number(values, "pairs", 7)),
                number(values, "task-replicas", 1),
                Path.of(values.getOrDefault("results", "deploy/bench/results")));
    }

    private static int atLeastOne(Map<String, String> values, String name, int otherwise) {
        int number = number(values, name, otherwise);
        if (number < 1) {
            throw new IllegalArgumentException("--" + name + " must be at least 1");
        }
        return number;
    }

    private static int number(Map<String, String> values, String name, int otherwise) {
        return Integer.parseInt(values.getOrDefault(name, Integer.toString(otherwise)));
    }
}
