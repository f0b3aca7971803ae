package dev.headrace.task.idempotency;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Where two JSON values differ: the first few paths, {@code $.items[2].sku}, and never a value. */
public final class Differences {
    private static final int MOST = 5;

    private final List<String> paths = new ArrayList<>();

    private Differences() {}

    public static List<String> between(JsonNode first, JsonNode other) {
        Differences differences = new Differences();
        differences.compare("$", first, other);
        return differences.paths;
    }

    private void compare(String path, JsonNode first, JsonNode other) {
        if (paths.size() >= MOST) {
            return;
        }
        if (first.isObject() && other.isObject()) {
            Set<String> names = new TreeSet<>();
            first.fieldNames().forEachRemaining(names::add);
            other.fieldNames().forEachRemaining(names::add);
            names.forEach(name -> compare(path + '.' + name, at(first.get(name)), at(other.get(name))));
        } else if (first.isArray() && other.isArray()) {
            for (int i = 0; i < Math.max(first.size(), other.size()) && paths.size() < MOST; i++) {
                compare(path + '[' + i + ']', first.path(i), other.path(i));
            }
        } else if (first.getNodeType() != other.getNodeType()
                || !CanonicalJson.of(first).equals(CanonicalJson.of(other))) {
            paths.add(path);
        }
    }

    private static JsonNode at(@Nullable JsonNode member) {
        return member == null ? MissingNode.getInstance() : member;
    }
}
