package dev.headrace.e2e.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headrace.e2e.suite.SharedSuite;
import dev.headrace.e2e.traffic.Api;
import dev.headrace.e2e.traffic.Api.Reply;
import dev.headrace.local.launch.Service;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** There is one way in: the gateway, with a key. */
class EntranceIT {
    private final SharedSuite suite = SharedSuite.get();

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "GATEWAY")
    void aDirectCallToAServiceIsRefused(Service service) throws Exception {
        String url = "http://127.0.0.1:" + suite.parts().service(service).port();
        String path = path(service);

        Reply without = new Api(url, "").get(path);
        Reply withKeyOnly = new Api(url, suite.parts().adminKey()).get(path);
        int forged = get(url + path, "X-Headrace-Identity", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.");

        assertEquals(401, without.status());
        assertEquals(
                "UNAUTHENTICATED", without.body().path("error").path("code").asText());
        assertEquals(401, withKeyOnly.status());
        assertEquals(401, forged);
    }

    @Test
    void theGatewayWantsAKeyItKnows() throws Exception {
        String url = suite.parts().gatewayUrl();

        assertEquals(401, new Api(url, "").get("/api/v1/tasks").status());
        assertEquals(401, new Api(url, "sk_wrong").get("/api/v1/tasks").status());
        assertEquals(401, get(url + "/api/v1/tasks", "X-Headrace-Identity", "x.y.z"));
        assertEquals(200, suite.admin().get("/api/v1/tasks").status());
    }

    private static String path(Service service) {
        return switch (service) {
            case TASK -> "/api/v1/tasks";
            case WEBHOOK -> "/api/v1/webhooks";
            case ANALYTICS -> "/api/v1/analytics/usage";
            case CACHE -> "/api/v1/cache/namespaces";
            case GATEWAY -> "/api/v1/api-keys";
        };
    }

    private static int get(String url, String header, String value) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                    .header(header, value)
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }
}
