package dev.headrace.task.rule;

import dev.headrace.task.signal.Kind;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All rules as the tables had them at one time. Nothing is leased by {@link #UNKNOWN} ones: any queue might be paused.
 *
 * @param version the tables' number of changes; -1 if they were not read yet
 */
public record Rules(
        long version,
        Map<QueueName, QueueRule> queues,
        Map<String, List<LimitRule>> limits,
        Map<String, List<RouteRule>> routes,
        BreakerRules breakers) {
    static final Rules UNKNOWN = new Rules(-1, Map.of(), Map.of(), Map.of(), BreakerRules.NONE);

    static Rules of(
            long version,
            List<QueueRule> queues,
            List<LimitRule> limits,
            List<RouteRule> routes,
            BreakerRules breakers) {
        return new Rules(
                version,
                queues.stream().collect(Collectors.toUnmodifiableMap(QueueRule::queue, Function.identity())),
                limits.stream().collect(Collectors.groupingBy(LimitRule::tenant)),
                routes.stream()
                        .sorted(Comparator.comparingInt(RouteRule::place))
                        .collect(Collectors.groupingBy(RouteRule::tenant)),
                breakers);
    }

    public boolean isKnown() {
        return version >= 0;
    }

    /** Whether tasks of a kind may be leased at all. */
    public boolean isOpen(Kind kind) {
        return isKnown() && queue(kind).filter(QueueRule::paused).isEmpty() && !breakers.keepBack(kind);
    }

    public Optional<QueueRule> queue(Kind kind) {
        return queues.isEmpty() ? Optional.empty() : Optional.ofNullable(queues.get(QueueName.of(kind)));
    }

    /** The limits that a kind is under, without that of its queue; those of half-open breakers among them. */
    public List<LimitRule> limits(Kind kind) {
        List<LimitRule> probing = breakers.limits(kind);
        if (limits.isEmpty()) {
            return probing;
        }
        return Stream.concat(
                        limits.getOrDefault(kind.tenant(), List.of()).stream().filter(limit -> limit.covers(kind)),
                        probing.stream())
                .toList();
    }

    /** Whether leases of a kind are counted. */
    public boolean isLimited(Kind kind) {
        return queue(kind).filter(rule -> rule.maxRunning() != null).isPresent()
                || !limits(kind).isEmpty();
    }

    /** Whether any lease is counted, so that somebody may wait for the end of one. */
    public boolean limitAnything() {
        return !limits.isEmpty() || queues.values().stream().anyMatch(rule -> rule.maxRunning() != null);
    }

    /** The weights of the queues of these kinds, where one has any. */
    public Map<QueueName, Integer> weights(Collection<Kind> kinds) {
        Map<QueueName, Integer> weights = new HashMap<>();
        for (Kind kind : queues.isEmpty() ? List.<Kind>of() : kinds) {
            queue(kind).map(QueueRule::weight).ifPresent(weight -> weights.put(QueueName.of(kind), weight));
        }
        return weights;
    }

    /** The first route that covers a type. */
    public Optional<RouteRule> route(String tenant, String type) {
        return routes.getOrDefault(tenant, List.of()).stream()
                .filter(route -> route.covers(type))
                .findFirst();
    }
}
