package dev.headrace.platform.api;

import io.quarkus.runtime.LaunchMode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a fault of ours was, for the developer who has the service in development mode. Nowhere else, and no setting changes that:
 * what is known inside is nobody's business outside.
 */
final class FaultContext {
    private static final int FRAMES = 8;

    private FaultContext() {}

    static Map<String, Object> of(Throwable thrown, LaunchMode mode) {
        if (mode != LaunchMode.DEVELOPMENT) {
            return Map.of();
        }
        Map<String, Object> context = new LinkedHashMap<>();
        context.put("exception", thrown.getClass().getName());
        context.put("message", String.valueOf(thrown.getMessage()));
        context.put(
                "at",
                Arrays.stream(thrown.getStackTrace())
                        .limit(FRAMES)
                        .map(String::valueOf)
                        .toList());
        if (thrown.getCause() != null) {
            context.put("cause", String.valueOf(thrown.getCause()));
        }
        return context;
    }
}
