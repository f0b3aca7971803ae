package dev.headrace.bench.probe;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a service's own timer has counted: the buckets of a Prometheus histogram.
 *
 * @param upTo how many took at most so many seconds
 */
public record TimerBuckets(NavigableMap<Double, Long> upTo) {
    private static final int LIMIT_MS = 10_000;
    private static final Pattern BOUND = Pattern.compile("le=\"([^\"]+)\"");

    /**
     * Asks a service.
     *
     * @param metrics where it shows its metrics
     * @param timer in the exposition's spelling, without {@code _bucket}
     * @param tag as {@code name="value"}
     */
    public static TimerBuckets read(URI metrics, String timer, String tag) throws IOException {
        HttpURLConnection call = (HttpURLConnection) metrics.toURL().openConnection();
        call.setReadTimeout(LIMIT_MS);
        return parse(new String(call.getInputStream().readAllBytes(), StandardCharsets.UTF_8), timer, tag);
    }

    static TimerBuckets parse(String exposition, String timer, String tag) {
        NavigableMap<Double, Long> upTo = new TreeMap<>();
        exposition
                .lines()
                .filter(line -> line.startsWith(timer + "_bucket{") && line.contains(tag))
                .forEach(line -> {
                    Matcher bound = BOUND.matcher(line);
                    if (bound.find()) {
                        double seconds = bound.group(1).equals("+Inf")
                                ? Double.POSITIVE_INFINITY
                                : Double.parseDouble(bound.group(1));
                        upTo.put(seconds, (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)));
                    }
                });
        return new TimerBuckets(upTo);
    }

    /** What was counted since. */
    public TimerBuckets since(TimerBuckets earlier) {
        NavigableMap<Double, Long> more = new TreeMap<>();
        upTo.forEach((bound, count) -> more.put(bound, count - earlier.upTo.getOrDefault(bound, 0L)));
        return new TimerBuckets(more);
    }

    /** Both together. */
    public TimerBuckets plus(TimerBuckets other) {
        NavigableMap<Double, Long> sum = new TreeMap<>(upTo);
        other.upTo.forEach((bound, count) -> sum.merge(bound, count, Long::sum));
        return new TimerBuckets(sum);
    }

    public long count() {
        return upTo.isEmpty() ? 0 : upTo.lastEntry().getValue();
    }

    /**
     * The upper bound, in milliseconds, of the bucket that holds this share of all; no such time was longer.
     *
     * @param share from 0 to 1
     */
    public double atMostMillis(double share) {
        long wanted = (long) Math.ceil(count() * share);
        return upTo.entrySet().stream()
                        .filter(bucket -> bucket.getValue() >= wanted)
                        .mapToDouble(Map.Entry::getKey)
                        .findFirst()
                        .orElse(Double.NaN)
                * 1e3;
    }
}
