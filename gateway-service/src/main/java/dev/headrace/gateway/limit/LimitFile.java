package dev.headrace.gateway.limit;

import dev.headrace.gateway.route.Amount;
import dev.headrace.gateway.route.RouteFileException;
import dev.headrace.gateway.route.Yamls;
import java.io.StringReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.Node;

/** Reads a limit file (YAML) and refuses one that has a mistake, naming its line. */
public final class LimitFile {
    static final Set<String> TIERS = Set.of("free", "basic", "premium", "enterprise", "unlimited");
    private static final Set<String> FIELDS = Stream.concat(
                    Stream.of("name", "per", "window", "routes", "types"), TIERS.stream())
            .collect(Collectors.toUnmodifiableSet());
    private static final Duration LONGEST = Duration.ofDays(31);
    private static final long MOST = 1_000_000_000_000L;

    private final String name;
    private final Set<String> routes;
    private final Set<String> names = new HashSet<>();

    private LimitFile(String name, Set<String> routes) {
        this.name = name;
        this.routes = routes;
    }

    /**
     * Reads the text of a limit file.
     *
     * @param name of the file, for messages
     * @param routes every path of the route table
     * @throws RouteFileException if anything in it is wrong
     */
    public static LimitTable parse(String name, String text, Set<String> routes) {
        try {
            Node root = new Yaml(new LoaderOptions()).compose(new StringReader(text));
            if (root == null) {
                throw new RouteFileException(name, 1, "the file is empty");
            }
            return new LimitFile(name, routes).table(new Yamls(name).fields(root, Set.of("quotas", "at_a_time")));
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new RouteFileException(name, line, "not valid YAML: " + e.getProblem());
        }
    }

    private LimitTable table(Yamls.Fields root) {
        List<Quota> quotas = new ArrayList<>();
        if (root.has("quotas")) {
            root.list("quotas", FIELDS).forEach(line -> quotas.add(quota(line)));
        }
        Map<String, Integer> atATime = new HashMap<>();
        if (root.has("at_a_time")) {
            byTier(root.fields("at_a_time", TIERS), Integer.MAX_VALUE)
                    .forEach((tier, limit) -> atATime.put(tier, Math.toIntExact(limit)));
        }
        return new LimitTable(quotas, atATime);
    }

    private Quota quota(Yamls.Fields line) {
        Yamls.Text quota = line.required("name");
        if (!quota.value().matches("[a-z][a-z0-9-]{0,31}")) {
            throw wrong(quota, "is not 1 to 32 small letters, digits and -");
        }
        if (!names.add(quota.value())) {
            throw wrong(quota, "is the name of two quotas");
        }
        if (line.has("routes") == line.has("types")) {
            throw wrong(quota, "needs either routes or types");
        }
        return Quota.of(
                quota.value(),
                per(line.required("per")),
                window(line.required("window")),
                line.has("routes") ? routes(line.texts("routes")) : Set.of(),
                line.has("types") ? types(line.texts("types")) : List.of(),
                byTier(line, MOST));
    }

    private Quota.Per per(Yamls.Text per) {
        return switch (per.value()) {
            case "tenant" -> Quota.Per.TENANT;
            case "caller" -> Quota.Per.CALLER;
            default -> throw wrong(per, "is not tenant or caller");
        };
    }

    private Duration window(Yamls.Text window) {
        Duration value = Amount.duration(window.value()).orElseThrow(() -> wrong(window, "is not a time such as 1d"));
        if (value.compareTo(Duration.ofSeconds(1)) < 0 || value.compareTo(LONGEST) > 0) {
            throw wrong(window, "is not from 1s to 31d");
        }
        return value;
    }

    private Set<String> routes(List<Yamls.Text> paths) {
        Set<String> known = new HashSet<>();
        for (Yamls.Text path : paths) {
            if (!routes.contains(path.value())) {
                throw wrong(path, "is not the path of a route");
            }
            known.add(path.value());
        }
        return known;
    }

    private List<String> types(List<Yamls.Text> types) {
        List<String> patterns = new ArrayList<>();
        for (Yamls.Text type : types) {
            if (!type.value().matches("[^*\\s]+\\*?")) {
                throw wrong(type, "is not a task type, or the beginning of one and *");
            }
            patterns.add(type.value());
        }
        return patterns;
    }

    private Map<String, Long> byTier(Yamls.Fields line, long most) {
        Map<String, Long> limits = new HashMap<>();
        for (String tier : TIERS) {
            line.optional(tier).ifPresent(limit -> limits.put(tier, limit(limit, most)));
        }
        return limits;
    }

    private long limit(Yamls.Text limit, long most) {
        long value = limit.value().matches("\\d{1,13}") ? Long.parseLong(limit.value()) : -1;
        if (value < 0 || value > most) {
            throw wrong(limit, "is not a number from 0 to " + most);
        }
        return value;
    }

    private RouteFileException wrong(Yamls.Text text, String problem) {
        return new RouteFileException(name, text.line(), text.field() + " \"" + text.value() + "\" " + problem);
    }
}
