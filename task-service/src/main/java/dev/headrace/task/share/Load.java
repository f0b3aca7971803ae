package dev.headrace.task.share;

import dev.headrace.task.rule.LimitRule;
import dev.headrace.task.rule.QueueRule;
import dev.headrace.task.rule.Rules;
import dev.headrace.task.signal.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the limits have counted when a claim looks: the leases in force by meter, and where the rates stand. Each key of a
 * limit has one meter, named {@code limit=key}; the limit of a queue is one with an empty name.
 */
public final class Load {
    private final Rules rules;
    private final Map<Name, Long> running = new HashMap<>();
    private final Map<String, Double> seconds = new HashMap<>();
    private final Map<Name, Meter> meters = new HashMap<>();

    public Load(Rules rules) {
        this.rules = rules;
    }

    /** A meter of a tenant. */
    public record Name(String tenant, String meter) {}

    /** A rule that counts a task, under a name, with so many units. */
    private record Counted(Name name, int cost, @Nullable Integer maxRunning, Meter.@Nullable Rate rate) {}

    /** Leases in force, all alike. */
    public void runs(Kind kind, List<String> keys, long leases, double ranSeconds) {
        seconds.merge(kind.tenant(), ranSeconds, Double::sum);
        for (Counted counted : counted(kind, keys, List.of())) {
            running.merge(counted.name(), leases, Long::sum);
        }
    }

    /** Seconds that the leases in force have run, by tenant. */
    public Map<String, Double> seconds() {
        return seconds;
    }

    /** The meters that have no room for another lease, of limits by a field of the payload. */
    public List<Name> full() {
        return running.entrySet().stream()
                .filter(e -> isFull(e.getKey(), e.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private boolean isFull(Name name, long leases) {
        return rules.limits().getOrDefault(name.tenant(), List.of()).stream()
                .anyMatch(limit -> limit.readsPayload()
                        && name.meter().startsWith(limit.name() + "=")
                        && limit.maxRunning() != null
                        && leases >= limit.maxRunning());
    }

    /** The names of the rates that tasks of a kind with these keys count under. */
    public Set<Name> rates(Kind kind, List<String> keys) {
        Set<Name> names = new HashSet<>();
        counted(kind, keys, List.of()).stream().filter(c -> c.rate() != null).forEach(c -> names.add(c.name()));
        return names;
    }

    /** What tasks take from which meters. */
    public List<Candidate.Charge> charges(
            Kind kind, List<String> keys, List<Integer> costs, Map<Name, Double> aheadMs) {
        return counted(kind, keys, costs).stream()
                .map(c -> new Candidate.Charge(meter(c, aheadMs), c.cost()))
                .toList();
    }

    private Meter meter(Counted counted, Map<Name, Double> aheadMs) {
        return meters.computeIfAbsent(
                counted.name(),
                name -> new Meter(
                        counted.maxRunning(),
                        counted.rate(),
                        running.getOrDefault(name, 0L),
                        aheadMs.getOrDefault(name, 0.0)));
    }

    /** The meters whose rate was charged. */
    public Map<Name, Meter> charged() {
        Map<Name, Meter> charged = new HashMap<>(meters);
        charged.values().removeIf(meter -> !meter.isCharged());
        return charged;
    }

    /** Which limit keeps a task back, in a sentence; empty if none does. */
    public Optional<String> reason(Kind kind, List<String> keys, List<Integer> costs, Map<Name, Double> aheadMs) {
        for (Counted counted : counted(kind, keys, costs)) {
            Meter meter = meter(counted, aheadMs);
            String of = counted.name().meter().startsWith("=")
                    ? "Queue " + kind.queue()
                    : "Limit " + counted.name().meter();
            if (meter.isFull()) {
                return Optional.of(of + " has " + running.getOrDefault(counted.name(), 0L) + " leases, and may have "
                        + counted.maxRunning());
            }
            if (meter.waitMs(counted.cost()) > 0) {
                return Optional.of(of + " has room again in " + Math.round(meter.waitMs(counted.cost())) + " ms");
            }
        }
        return Optional.empty();
    }

    private List<Counted> counted(Kind kind, List<String> keys, List<Integer> costs) {
        List<Counted> counted = new ArrayList<>();
        rules.queue(kind)
                .map(QueueRule::maxRunning)
                .ifPresent(most ->
                        counted.add(new Counted(new Name(kind.tenant(), "=" + kind.queue()), 1, most, null)));
        for (LimitRule limit : rules.limits(kind)) {
            of(limit, kind, keys, costs).ifPresent(counted::add);
        }
        return counted;
    }

    /** A task that was submitted before a limit by a field of its payload is not under it: nobody has read the field. */
    private static Optional<Counted> of(LimitRule limit, Kind kind, List<String> keys, List<Integer> costs) {
        for (int i = 0; limit.readsPayload() && i < keys.size(); i++) {
            if (keys.get(i).startsWith(limit.prefix())) {
                return Optional.of(counted(limit, kind, keys.get(i), i < costs.size() ? costs.get(i) : 1));
            }
        }
        return limit.meter(kind).map(name -> counted(limit, kind, name, limit.cost()));
    }

    private static Counted counted(LimitRule limit, Kind kind, String meter, int cost) {
        return new Counted(new Name(kind.tenant(), meter), cost, limit.maxRunning(), rate(limit));
    }

    private static Meter.@Nullable Rate rate(LimitRule limit) {
        return limit.units() == null || limit.perMs() == null
                ? null
                : new Meter.Rate(limit.units(), limit.perMs(), limit.burst() == null ? limit.units() : limit.burst());
    }
}
