package dev.headrace.task.stream;

import dev.headrace.platform.api.Violations;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the address of a stream asks for. Names may be repeated, or in one parameter with commas: no name has one.
 *
 * @param types empty means those that the worker registered for
 * @param queues empty means those that the worker registered for
 */
record StreamQuery(
        List<String> types, List<String> queues, @Nullable Integer leaseMs) {
    private static final Set<String> KNOWN = Set.of("types", "queues", "lease_ms");
    private static final int MAX_NAME = 128;

    StreamQuery {
        types = List.copyOf(types);
        queues = List.copyOf(queues);
    }

    /** @throws dev.headrace.platform.api.ApiException VALIDATION_FAILED naming every wrong parameter */
    static StreamQuery of(MultiMap parameters) {
        Violations wrong = new Violations();
        parameters.names().stream()
                .filter(name -> !KNOWN.contains(name))
                .forEach(name -> wrong.add(name, "UNKNOWN_FIELD", "is not one of lease_ms, queues, types"));
        StreamQuery query = new StreamQuery(
                names(wrong, "types", parameters), names(wrong, "queues", parameters), leaseMs(wrong, parameters));
        wrong.orThrow();
        return query;
    }

    private static List<String> names(Violations wrong, String field, MultiMap parameters) {
        List<String> names = new ArrayList<>();
        for (String parameter : parameters.getAll(field)) {
            for (String name : parameter.split(",", -1)) {
                wrong.requiredText(field, name, MAX_NAME);
                names.add(name);
            }
        }
        return names;
    }

    private static @Nullable Integer leaseMs(Violations wrong, MultiMap parameters) {
        String text = parameters.get("lease_ms");
        if (text == null) {
            return null;
        }
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException e) {
            wrong.add("lease_ms", "INVALID_FORMAT", "must be a number of milliseconds");
            return null;
        }
    }
}
