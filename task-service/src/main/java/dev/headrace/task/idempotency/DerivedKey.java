package dev.headrace.task.idempotency;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.platform.api.Violations;
import dev.headrace.task.rule.PayloadPath;
import java.util.ArrayList;
import java.util.List;

/** A key made of the type and chosen fields of the payload: the same values, the same key, however they are written. */
final class DerivedKey {
    private static final String PREFIX = "derived:";
    private static final String ALL = "$";

    private DerivedKey() {}

    static boolean isPath(String path) {
        return ALL.equals(path) || PayloadPath.parse(path).isPresent();
    }

    /**
     * Without a field that was chosen, tasks that have nothing to do with one another would have the same key.
     *
     * @param paths for each of which {@link #isPath} holds; their order does not matter
     * @throws dev.headrace.platform.api.ApiException VALIDATION_FAILED if the payload lacks one
     */
    static String of(String type, List<String> paths, JsonNode payload) {
        List<String> texts = new ArrayList<>(List.of(type));
        Violations violations = new Violations();
        for (String path : paths.stream().sorted().distinct().toList()) {
            JsonNode value = ALL.equals(path)
                    ? payload
                    : payload.at(PayloadPath.parse(path).orElseThrow().pointer());
            violations.check(
                    !value.isMissingNode(),
                    "idempotency.derive_from[" + paths.indexOf(path) + "]",
                    "MISSING",
                    "is " + path + ", which the payload does not have; send it, or name another field");
            texts.add(path);
            texts.add(CanonicalJson.of(value));
        }
        violations.orThrow();
        return PREFIX + Digest.of(texts.toArray(String[]::new)).text();
    }
}
