package dev.headrace.gateway.route;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the route of a request: the longest path that covers it. Immutable; allocates nothing per request. */
public final class RouteTable {
    private static final Match NOWHERE = new Match.Nowhere();

    private final Entry[] longestFirst;
    private final Rewrite[] rewrites;
    private final long deprecatedAt;

    private record Entry(Route route, Match found, Match wrongMethod) {
        static Entry of(Route route) {
            return new Entry(route, new Match.Found(route), new Match.WrongMethod(route));
        }
    }

    public RouteTable(List<Route> routes) {
        this(routes, List.of(), 0);
    }

    /** @param deprecatedAt since when rewritten paths are not to be used any more, in seconds since 1970 */
    public RouteTable(List<Route> routes, List<Rewrite> rewrites, long deprecatedAt) {
        this.rewrites = rewrites.toArray(Rewrite[]::new);
        this.deprecatedAt = deprecatedAt;
        this.longestFirst = routes.stream()
                .sorted(Comparator.comparingInt((Route r) -> r.path().length()).reversed())
                .map(Entry::of)
                .toArray(Entry[]::new);
    }

    /** The path that followed an earlier one; null for any other. */
    public @Nullable String rewritten(String method, String path) {
        for (Rewrite rewrite : rewrites) {
            String to = rewrite.apply(method, path);
            if (to != null) {
                return to;
            }
        }
        return null;
    }

    /** The earlier paths. */
    List<Rewrite> rewrites() {
        return List.of(rewrites);
    }

    /** Since when earlier paths are not to be used any more, in seconds since 1970. */
    public long deprecatedAt() {
        return deprecatedAt;
    }

    public Match match(String method, String path) {
        for (Entry entry : longestFirst) {
            if (entry.route.covers(path)) {
                return entry.route.methods().contains(method) ? entry.found : entry.wrongMethod;
            }
        }
        return NOWHERE;
    }

    public List<Route> routes() {
        return Stream.of(longestFirst).map(Entry::route).toList();
    }

    /** Every scope that a key can be narrowed to. */
    public Set<String> scopes() {
        return routes().stream()
                .map(Route::scope)
                .filter(scope -> !scope.isEmpty())
                .flatMap(scope -> Stream.of(scope + ":read", scope + ":write"))
                .collect(Collectors.toUnmodifiableSet());
    }
}
