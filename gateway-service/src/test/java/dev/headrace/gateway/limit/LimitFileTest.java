package dev.headrace.gateway.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.gateway.route.RouteFileException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitFileTest {
    private static final Set<String> ROUTES = Set.of(
            "/api/v1/tasks",
            "/api/v1/tasks/bulk",
            "/api/v1/batches",
            "/api/v1/analytics",
            "/api/v1/api-keys",
            "/api/v1/leases");
    private static final String GOOD = "{name: a, types: [a.*], per: tenant, window: 1d, free: 1}";

    @ParameterizedTest
    @CsvSource({
        "charts, chart.natal, 50, 200, 1000, 10000",
        "readings, reading.daily, 10, 50, 500, 10000",
        "famous-people, famous-people.of-the-day, 20, 100, 500, 10000",
        "synastry, synastry.pair, 5, 20, 100, 10000"
    })
    void theShippedTableIsAsPromised(String name, String type, long free, long basic, long premium, long unlimited) {
        Quota quota = Limits.builtIn(ROUTES).quotas().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();

        assertEquals(Duration.ofDays(1), quota.window());
        assertEquals(Quota.Per.TENANT, quota.per());
        assertTrue(quota.counts(type));
        assertEquals(free, limit(quota, "free"));
        assertEquals(basic, limit(quota, "basic"));
        assertEquals(premium, limit(quota, "premium"));
        assertEquals(unlimited, limit(quota, "unlimited"));
    }

    @Test
    void aWorkersPollingAndTheUnlimitedTierAreBoundByNoBurst() {
        LimitTable shipped = Limits.builtIn(ROUTES);

        for (String tier : LimitFile.TIERS) {
            assertEquals(0, shipped.ofRoute("/api/v1/leases", tier).length, tier);
        }
        for (String route : ROUTES) {
            assertEquals(0, shipped.ofRoute(route, "unlimited").length, route);
        }
        assertFalse(shipped.atATime().containsKey("unlimited"));
    }

    @Test
    void aTypeCountsByNameOrBeginning() {
        Quota quota = Quota.of("q", Quota.Per.TENANT, Duration.ofDays(1), Set.of(), List.of("a.*", "b"), Map.of());

        assertTrue(quota.counts("a.x"));
        assertTrue(quota.counts("b"));
        assertFalse(quota.counts("a"));
        assertFalse(quota.counts("b.x"));
        assertFalse(quota.counts("xa.x"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {name: a, types: [b], per: tenant, window: 1d, free: 1}   | name "a" is the name of two quotas
        {name: B, types: [b], per: tenant, window: 1d}            | name "B" is not 1 to 32 small letters, digits and -
        {name: b, per: tenant, window: 1d}                        | name "b" needs either routes or types
        {name: b, types: [b], routes: [/api/v1/tasks], per: tenant, window: 1d} | name "b" needs either routes or types
        {name: b, types: [b], per: key, window: 1d}               | per "key" is not tenant or caller
        {name: b, types: [b], per: tenant, window: 1}             | window "1" is not a time such as 1d
        {name: b, types: [b], per: tenant, window: 32d}           | window "32d" is not from 1s to 31d
        {name: b, types: ["a*b"], per: tenant, window: 1d}        | types "a*b" is not a task type, or the beginning of one and *
        {name: b, routes: [/nowhere], per: tenant, window: 1d}    | routes "/nowhere" is not the path of a route
        {name: b, types: [b], per: tenant, window: 1d, free: -1}  | free "-1" is not a number from 0 to 1000000000000
        {name: b, types: [b], per: tenant, window: 1d, gold: 1}   | unknown field "gold"; known are basic, enterprise, free, name, per, premium, routes, types, unlimited, window
        """)
    void namesTheLineOfAMistake(String quota, String problem) {
        RouteFileException refused = assertThrows(
                RouteFileException.class,
                () -> LimitFile.parse("limits.yaml", "quotas:\n  - " + GOOD + "\n  - " + quota + "\n", ROUTES));
        assertEquals("limits.yaml, line 3: " + problem, refused.getMessage());
    }

    private static long limit(Quota quota, String tier) {
        return Objects.requireNonNull(quota.bound(tier)).limit();
    }
}
