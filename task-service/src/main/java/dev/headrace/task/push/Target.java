package dev.headrace.task.push;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.headrace.platform.api.JsonBytes;
import dev.headrace.platform.guard.rule.Destination;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a push task goes, as its owner wrote it.
 *
 * @param url http or https
 * @param method POST (default), PUT, PATCH, GET or DELETE; the first three carry the payload
 * @param headers of every call, up to 20
 * @param timeoutMs longest time for a call, in milliseconds
 */
public record Target(
        @Nullable String url,
        @Nullable String method,
        @Nullable Map<String, @Nullable String> headers,
        @Nullable Long timeoutMs) {
    private static final String MASK = "***";
    /** Words that end the names of headers whose values nobody should read. */
    private static final Set<String> SECRET =
            Set.of("authorization", "cookie", "token", "key", "secret", "password", "signature", "credentials");

    /** What a call may be. */
    public enum Method {
        POST(true),
        PUT(true),
        PATCH(true),
        GET(false),
        DELETE(false);

        private final boolean payload;

        Method(boolean payload) {
            this.payload = payload;
        }

        static Optional<Method> parse(String name) {
            return Arrays.stream(values()).filter(m -> m.name().equals(name)).findFirst();
        }
    }

    public Target {
        headers = headers == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /** The method, if it is one. */
    Optional<Method> verb() {
        return method == null ? Optional.of(Method.POST) : Method.parse(method);
    }

    /** Whether calls carry the task's payload. */
    public boolean takesPayload() {
        return verb().map(m -> m.payload).orElse(true);
    }

    /** Where it leads. Only of a target that was checked. */
    Destination destination() {
        return Destination.parse(String.valueOf(url));
    }

    /** The server, as {@code example.com:443}. Only of a target that was checked. */
    public String host() {
        return destination().authority();
    }

    /** As a task's row keeps it. */
    public String stored() {
        return JsonBytes.text(this);
    }

    /** Reads what {@link #stored} wrote. */
    public static Target read(String stored) {
        try {
            return JsonBytes.mapper().readValue(stored, Target.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As people may see it: without the values of headers that look like secrets. */
    public Target masked() {
        if (headers == null) {
            return this;
        }
        Map<String, @Nullable String> shown = new LinkedHashMap<>();
        headers.forEach((name, value) -> shown.put(name, isSecret(name) ? MASK : value));
        return new Target(url, method, shown, timeoutMs);
    }

    private static boolean isSecret(String header) {
        String lower = header.toLowerCase(Locale.ROOT);
        return SECRET.contains(lower.substring(lower.lastIndexOf('-') + 1));
    }
}
