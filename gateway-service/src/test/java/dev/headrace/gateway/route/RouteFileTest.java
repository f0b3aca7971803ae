package dev.headrace.gateway.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteFileTest {
    private static final String GOOD = "{path: /a, methods: [GET], service: task, roles: [user]}";

    @Test
    void readsWhatARouteSaysAndTakesTheRestFromTheDefaults() {
        // When
        RouteTable table = parse("{path: /a, methods: [GET, POST], service: cache, roles: [user, worker], scope: cache,"
                + " timeout: 500ms, max_body: 2KiB, parks: true}");

        // Then
        Route route = table.routes().getFirst();
        assertEquals("GET, POST", route.allow());
        assertEquals(Service.CACHE, route.service());
        assertEquals(2, route.roles().size());
        assertEquals(Duration.ofMillis(500), route.timeout());
        assertEquals(2048, route.maxBody());
        assertTrue(route.parks());
        Route plain = parse(GOOD).routes().getFirst();
        assertEquals(Duration.ofSeconds(10), plain.timeout());
        assertEquals(1 << 20, plain.maxBody());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {path: /b, methods: [GET], service: tasks, roles: [user]} | service "tasks" is not a service; known are task, cache, analytics, webhook, gateway
        {path: /a, methods: [POST], service: task, roles: [user]} | path "/a" is the path of two routes, the first in line 3
        {path: b, methods: [GET], service: task, roles: [user]} | path "b" is not a path such as /api/v1/tasks
        {path: /b/../c, methods: [GET], service: task, roles: [user]} | path "/b/../c" is not a path such as /api/v1/tasks
        {path: /b, methods: [FETCH], service: task, roles: [user]} | methods "FETCH" is not one of DELETE, GET, HEAD, PATCH, POST, PUT
        {path: /b, methods: [], service: task, roles: [user]} | methods must be a list with at least one item
        {path: /b, methods: [GET], service: task, roles: [king]} | roles "king" is not a role; known are admin, operator, user, worker, or public alone
        {path: /b, methods: [GET], service: task, roles: [user, public]} | roles "public" is not a role; known are admin, operator, user, worker, or public alone
        {path: /b, methods: [GET], service: task, roles: [user], timeout: 10} | timeout "10" is not a time such as 10s
        {path: /b, methods: [GET], service: task, roles: [user], timeout: 0s} | timeout "0s" is not from 1ms to 10m
        {path: /b, methods: [GET], service: task, roles: [user], timeout: 11m} | timeout "11m" is not from 1ms to 10m
        {path: /b, methods: [GET], service: task, roles: [user], max_body: 1GB} | max_body "1GB" is not a size such as 1MiB
        {path: /b, methods: [GET], service: task, roles: [user], max_body: 65GiB} | max_body "65GiB" is not from 1B to 64GiB
        {path: /b, methods: [GET], service: task, roles: [user], parks: yes} | parks "yes" is not true or false
        {path: /b, methods: [GET], service: task, roles: [user], scope: 'A b'} | scope "A b" is not a scope: 1 to 32 small letters
        {path: /b, methods: [GET], service: task} | field "roles" is missing
        {path: /b, methods: [GET], service: task, roles: [user], retries: 3} | unknown field "retries"; known are encoded_slashes, max_body, methods, parks, path, roles, scope, service, submits, timeout, websockets
        {path: /b, path: /c, methods: [GET], service: task, roles: [user]} | field "path" is there twice
        {path: /b, methods: GET, service: task, roles: [user]} | methods must be a list with at least one item
        """)
    void namesTheLineOfAMistake(String route, String problem) {
        RouteFileException refused = assertThrows(RouteFileException.class, () -> parse(GOOD, route));
        assertEquals("routes.yaml, line 4: " + problem, refused.getMessage());
    }

    @Test
    void namesTheLineOfBrokenYaml() {
        RouteFileException refused =
                assertThrows(RouteFileException.class, () -> RouteFile.parse("r.yaml", "defaults:\n  - {a: [}\n"));
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.startsWith("r.yaml, line 2: not valid YAML"), message);
        assertThrows(RouteFileException.class, () -> RouteFile.parse("r.yaml", ""));
    }

    private static RouteTable parse(String... routes) {
        StringBuilder text = new StringBuilder("defaults: {timeout: 10s, max_body: 1MiB}\nroutes:\n");
        for (String route : routes) {
            text.append("  - ").append(route).append('\n');
        }
        return RouteFile.parse("routes.yaml", text.toString());
    }
}
