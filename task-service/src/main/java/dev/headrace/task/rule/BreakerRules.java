package dev.headrace.task.rule;

import dev.headrace.task.model.BreakerSettings;
import dev.headrace.task.model.BreakerState;
import dev.headrace.task.signal.Kind;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The breakers that are not closed, or have settings of their own. With none, which is nearly always so, a look costs the test
 * of an empty map.
 */
public final class BreakerRules {
    static final BreakerRules NONE = new BreakerRules(Map.of(), Map.of());

    private final Map<BreakerName, BreakerRule> all;
    private final Map<BreakerName, LimitRule> limits;

    private BreakerRules(Map<BreakerName, BreakerRule> all, Map<BreakerName, LimitRule> limits) {
        this.all = all;
        this.limits = limits;
    }

    static BreakerRules of(List<BreakerRule> rules, BreakerSettings common) {
        return new BreakerRules(
                rules.stream().collect(Collectors.toUnmodifiableMap(BreakerRule::breaker, Function.identity())),
                rules.stream()
                        .flatMap(rule -> rule.limit(common).map(limit -> Map.entry(rule.breaker(), limit)).stream())
                        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    public Collection<BreakerRule> all() {
        return all.values();
    }

    public Optional<BreakerRule> of(BreakerName name) {
        return all.isEmpty() ? Optional.empty() : Optional.ofNullable(all.get(name));
    }

    /** The first that is not closed of those that may keep a kind back. */
    public Optional<BreakerRule> broken(Kind kind) {
        return those(kind).filter(rule -> rule.state() != BreakerState.CLOSED).findFirst();
    }

    Optional<BreakerRule> openOne(Kind kind) {
        return those(kind).filter(rule -> rule.state() == BreakerState.OPEN).findFirst();
    }

    boolean keepBack(Kind kind) {
        return !all.isEmpty() && openOne(kind).isPresent();
    }

    private Stream<BreakerRule> those(Kind kind) {
        return all.isEmpty()
                ? Stream.empty()
                : BreakerName.all(kind).stream().flatMap(name -> Stream.ofNullable(all.get(name)));
    }

    List<LimitRule> limits(Kind kind) {
        return limits.isEmpty()
                ? List.of()
                : BreakerName.all(kind).stream()
                        .flatMap(name -> Stream.ofNullable(limits.get(name)))
                        .toList();
    }
}
