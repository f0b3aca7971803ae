package dev.headrace.gateway.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Role;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTableTest {
    private static final RouteTable SHIPPED = Routes.builtIn();

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/tasks, /api/v1/tasks, TASK",
        "POST, /api/v1/tasks, /api/v1/tasks, TASK",
        "GET, /api/v1/tasks/, /api/v1/tasks, TASK",
        "POST, /api/v1/tasks/bulk, /api/v1/tasks/bulk, TASK",
        "POST, /api/v1/tasks/0198/cancel, /api/v1/tasks, TASK",
        "POST, /api/v1/leases, /api/v1/leases, TASK",
        "POST, /api/v1/leases/outcomes, /api/v1/leases/outcomes, TASK",
        "GET, /api/v1/queues, /api/v1/queues, TASK",
        "POST, /api/v1/workers/1/heartbeat, /api/v1/workers, TASK",
        "DELETE, /api/v1/webhooks/1, /api/v1/webhooks, WEBHOOK",
        "GET, /api/v1/analytics/usage, /api/v1/analytics, ANALYTICS",
        "PUT, /api/v1/cache/n/k, /api/v1/cache, CACHE",
        "PATCH, /api/v1/api-keys/1/revoke, /api/v1/api-keys, GATEWAY",
        "GET, /health/ready, /health, GATEWAY",
    })
    void theLongestPathDecides(String method, String path, String route, Service service) {
        Match.Found found = assertInstanceOf(Match.Found.class, SHIPPED.match(method, path));
        assertEquals(route, found.route().path());
        assertEquals(service, found.route().service());
    }

    @ParameterizedTest
    @CsvSource({"/api/v1/tasksx", "/api/v1", "/", "/q/metrics", "/api/v1/openapi", "/wss", "/api/v2/tasks"})
    void whatIsNotInTheTableIsNotThere(String path) {
        assertInstanceOf(Match.Nowhere.class, SHIPPED.match("GET", path));
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /api/v1/tasks/enhanced/submit, /api/v1/tasks",
        "POST, /api/v1/tasks/enhanced/submit/, /api/v1/tasks",
        "GET, /api/v1/tasks/enhanced/0198/status, /api/v1/tasks/0198",
        "POST, /api/v1/tasks/enhanced/0198/cancel/, /api/v1/tasks/0198/cancel",
        "POST, /api/v1/tasks/enhanced/0198/retry, /api/v1/tasks/0198/retry",
        "GET, /api/v1/tasks/enhanced/user, /api/v1/tasks",
        "GET, /api/v1/tasks/enhanced/queue-stats, /api/v1/queues/stats",
        "POST, /api/v1/tasks/enhanced/cleanup, /api/v1/tasks/actions",
        "GET, /api/v1/tasks/enhanced/dead-letter, /api/v1/dead-letters",
        "POST, /api/v1/tasks/enhanced/dead-letter/7/reprocess, /api/v1/dead-letters/7/retry",
        "POST, /api/v1/tasks/enhanced/bulk, /api/v1/tasks/bulk",
        "POST, /api/v1/batch/charts, /api/v1/batches",
        "POST, /api/v1/batch/readings/, /api/v1/batches",
        "POST, /batch/charts, /api/v1/batches",
        "POST, /batch, /api/v1/batches",
        "GET, /batch/7/items/, /api/v1/batches/7/items",
        "GET, /webhooks, /api/v1/webhooks",
        "DELETE, /webhooks/7/, /api/v1/webhooks/7",
        "PATCH, /api-keys/7/revoke, /api/v1/api-keys/7/revoke",
        "GET, /analytics/usage, /api/v1/analytics/usage",
    })
    void earlierPathsLeadToLaterOnes(String method, String path, String later) {
        assertEquals(later, SHIPPED.rewritten(method, path));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/tasks/enhanced/submit",
        "POST, /api/v1/tasks",
        "GET, /api/v1/tasks/enhanced/a/b/status",
        "GET, /api/v1/tasks/enhanced//status",
        "GET, /webhooksx",
        "GET, /batchx",
        "GET, /api/v1/batch/other",
    })
    void otherPathsAreLeftAlone(String method, String path) {
        assertNull(SHIPPED.rewritten(method, path));
    }

    @Test
    void aKnownPathWithAnotherMethodSaysWhichThereAre() {
        Match.WrongMethod wrong = assertInstanceOf(Match.WrongMethod.class, SHIPPED.match("GET", "/api/v1/leases"));
        assertEquals("POST", wrong.route().allow());
    }

    @Test
    void rolesAddUpAndAnAdminMayEverything() {
        Route leases = route("POST", "/api/v1/leases");

        assertTrue(leases.permits(caller(Role.WORKER)));
        assertTrue(leases.permits(caller(Role.USER, Role.WORKER)));
        assertTrue(leases.permits(caller(Role.ADMIN)));
        assertFalse(leases.permits(caller(Role.USER)));
        assertFalse(leases.permits(caller(Role.OPERATOR)));
    }

    @Test
    void readingAndWritingAreScopesOfTheirOwn() {
        Route tasks = route("GET", "/api/v1/tasks");

        assertEquals("tasks:read", tasks.scopeFor("GET"));
        assertEquals("tasks:read", tasks.scopeFor("HEAD"));
        assertEquals("tasks:write", tasks.scopeFor("POST"));
        assertTrue(SHIPPED.scopes().containsAll(List.of("tasks:read", "workers:write", "keys:write")));
    }

    private static Route route(String method, String path) {
        return assertInstanceOf(Match.Found.class, SHIPPED.match(method, path)).route();
    }

    private static Identity caller(Role... roles) {
        return new Identity("t", "s", Set.of(roles), "free", Set.of());
    }
}
