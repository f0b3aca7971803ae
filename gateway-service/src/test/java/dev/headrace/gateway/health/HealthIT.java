package dev.headrace.gateway.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.gateway.fixture.RunningGateway;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

@QuarkusTest
class HealthIT extends RunningGateway {

    @Test
    void healthIsPublicAndNamesTheServices() {
        HttpResponse<String> ready = open("/health/ready");

        assertEquals(200, ready.statusCode(), ready.body());
        String services = json(ready).get("checks").toString();
        assertTrue(services.contains("\"cache\":\"DOWN\""), services);
        assertTrue(services.contains("\"name\":\"database\",\"status\":\"UP\""), services);
        assertEquals(200, open("/health/live").statusCode());
        assertEquals(200, open("/health/started").statusCode());
        assertEquals(404, open("/health/else").statusCode());
    }

    @Test
    void metricsAreOnThePortForOperators() {
        get(adminKey(), "/api/v1/tasks/echo");

        String metrics = send(HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + config("quarkus.management.test-port") + "/q/metrics"))
                        .build())
                .body();

        assertTrue(
                metrics.contains("headrace_gateway_requests_seconds_count{route=\"/api/v1/tasks\",status=\"2xx\"}"),
                metrics);
        assertTrue(metrics.contains("headrace_gateway_live_connections"), metrics);
    }

    private static HttpResponse<String> open(String path) {
        return send(HttpRequest.newBuilder(at(path)).build());
    }
}
