package dev.headrace.e2e.fault;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.e2e.suite.SharedSuite;
import dev.headrace.e2e.traffic.Api;
import dev.headrace.e2e.traffic.SteadyCallers;
import dev.headrace.local.launch.Service;
import dev.headrace.local.process.Server;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * The two processes of a service are restarted in order, one after the other, and then one that is alone, while callers go on: none
 * of them notices, and what they were told is so. The task service has {@link RollingRestartIT}.
 */
@Timeout(240)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServiceRestartIT {
    private static final List<Service> SERVICES = List.of(Service.CACHE, Service.WEBHOOK, Service.ANALYTICS);
    private static final int CALLERS = 4;

    /** Subscriptions that stay: a tenant may have 100. */
    private static final int MOST_KEPT = 60;

    private final SharedSuite suite = SharedSuite.get();
    private final Map<Service, Server> seconds = new EnumMap<>(Service.class);
    private final AtomicLong numbers = new AtomicLong();
    private Server gateway;
    private Api api;

    @BeforeAll
    void openTheGatewayOfBoth() throws IOException {
        Map<String, String> variables = new HashMap<>();
        // Usually 10 s: a process that starts beside all others and its callers may need longer.
        variables.put("HEADRACE_PROXY_REFUSED_PATIENCE", "PT60S");
        for (Service service : SERVICES) {
            Server second = suite.parts().another(service, 2, Map.of());
            seconds.put(service, second);
            variables.put("HEADRACE_UPSTREAMS_" + service, url(suite.parts().service(service)) + "," + url(second));
        }
        gateway = suite.parts().another(Service.GATEWAY, 3, variables);
        gateway.start();
        api = suite.tenant("restart-" + UUID.randomUUID(), "unlimited").at(url(gateway));
    }

    private static String url(Server server) {
        return "http://127.0.0.1:" + server.port();
    }

    @AfterAll
    void close() {
        gateway.close();
        seconds.values().forEach(Server::close);
        SERVICES.forEach(service -> suite.parts().service(service).start());
    }

    @Test
    void readsOfTheCacheGiveWhatWasWritten() throws IOException {
        api.post("/api/v1/cache/namespaces", Api.object().put("name", "restart").put("ttl_ms", 600_000))
                .expect(201);

        restartUnderLoad(Service.CACHE, caller -> {
            String path = "/api/v1/cache/restart/of-" + caller;
            ObjectNode value = Api.object().put("n", numbers.incrementAndGet());
            // One that is "degraded" is in memory only, because Redis was slow: it may be lost with the process.
            soon(
                    "kept",
                    () -> api.put(path, value)
                            .expect(200)
                            .data()
                            .path("status")
                            .asText()
                            .equals("ok"));
            // The other process hears of it within milliseconds.
            soon("read", () -> api.get(path).expect(200).body().toString().equals(value.toString()));
        });
    }

    private static void soon(String what, Callable<Boolean> condition) {
        await(what)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .atMost(Duration.ofSeconds(60))
                .until(condition);
    }

    @Test
    void changesOfSubscriptionsAreKept() throws IOException {
        Set<String> kept = new ConcurrentSkipListSet<>();
        ObjectNode subscription = Api.object().put("url", "https://example.com/restart");
        subscription.putArray("events").add("task.dead");

        restartUnderLoad(Service.WEBHOOK, caller -> {
            String id = api.post("/api/v1/webhooks", subscription)
                    .expect(201)
                    .data()
                    .path("id")
                    .asText();
            String path = "/api/v1/webhooks/" + id;
            api.send("PATCH", path, "{\"state\": \"paused\"}").expect(200);
            assertEquals(
                    "paused", api.get(path).expect(200).data().path("state").asText());
            if (kept.size() < MOST_KEPT && numbers.incrementAndGet() % 8 == 0) {
                kept.add(id);
            } else {
                api.delete(path).expect(204);
                api.get(path).expect(404);
            }
        });

        Set<String> present = new TreeSet<>();
        api.get("/api/v1/webhooks").expect(200).data().forEach(one -> {
            assertEquals("paused", one.path("state").asText());
            present.add(one.path("id").asText());
        });
        assertEquals(kept, present);
        assertTrue(kept.size() > CALLERS);
    }

    @Test
    void questionsOfAnalyticsAreAnswered() {
        restartUnderLoad(Service.ANALYTICS, caller -> {
            api.get("/api/v1/analytics/usage?interval=total").expect(200);
            api.get("/api/v1/analytics/usage?interval=minute").expect(200);
            api.get("/api/v1/analytics/lag").expect(200);
        });
    }

    private void restartUnderLoad(Service service, SteadyCallers.Round round) {
        // Given
        Server first = suite.parts().service(service);
        Server second = Objects.requireNonNull(seconds.get(service));
        second.start();
        SteadyCallers callers = new SteadyCallers(CALLERS, round);
        try (callers) {
            callers.awaitFlow();

            // When
            long before = callers.rounds();
            first.restart();
            long served = callers.rounds() - before;
            callers.awaitFlow();
            before = callers.rounds();
            second.restart();
            long servedByFirst = callers.rounds() - before;
            callers.awaitFlow();
            second.stop();
            callers.awaitFlow();
            first.restart();
            callers.awaitFlow();

            // Then
            System.out.println("restarts of " + service + ": " + callers.rounds() + " rounds, " + served + " and "
                    + servedByFirst + " while the other was away");
            assertTrue(Math.min(served, servedByFirst) > CALLERS);
        }
        assertEquals(List.of(), callers.failures());
    }
}
