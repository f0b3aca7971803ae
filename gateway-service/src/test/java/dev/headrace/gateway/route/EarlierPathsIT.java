package dev.headrace.gateway.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.gateway.fixture.RunningGateway;
import dev.headrace.platform.api.JsonBytes;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every line of the table of earlier paths, as it is shipped: it answers exactly what its later path answers, and says so. */
@QuarkusTest
@Timeout(120)
class EarlierPathsIT extends RunningGateway {
    private static final String ID = "01980000-0000-7000-8000-000000000000";

    @Inject
    RouteTable routes;

    @Test
    void eachAnswersWhatItsLaterPathAnswersAndSaysWhichThatIs() {
        List<String> different = new ArrayList<>();
        assertFalse(routes.rewrites().isEmpty());

        for (Rewrite rewrite : routes.rewrites()) {
            for (String method : rewrite.methods()) {
                for (String below : rewrite.below() ? List.of("", "/" + ID) : List.of("")) {
                    compare(method, path(rewrite.from()) + below, path(rewrite.to()) + below, different);
                }
            }
        }

        assertEquals(List.of(), different);
    }

    private void compare(String method, String earlier, String later, List<String> different) {
        HttpResponse<String> was = call(method, earlier);
        HttpResponse<String> is = call(method, later);
        String told = was.headers().firstValue("Link").orElse("none");
        if (was.headers().firstValue("Deprecation").isEmpty()
                || !told.equals("<" + later + ">; rel=\"successor-version\"")) {
            different.add(method + " " + earlier + " says that it became " + told);
        }
        if (is.headers().firstValue("Deprecation").isPresent()) {
            different.add(method + " " + later + " says that it is an earlier path");
        }
        if (!shown(was).equals(shown(is))) {
            different.add(method + " " + earlier + ": " + shown(was) + " but " + later + ": " + shown(is));
        }
    }

    private static String path(String pattern) {
        return pattern.replaceAll("\\{[a-z]+}", ID);
    }

    private static HttpResponse<String> call(String method, String path) {
        boolean reads = method.equals("GET") || method.equals("HEAD");
        return send(request(adminKey(), path + "?limit=5")
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .method(method, reads ? BodyPublishers.noBody() : BodyPublishers.ofString("{\"tasks\":[]}"))
                .build());
    }

    /** Status and body, without what is of this one request. */
    private static String shown(HttpResponse<String> answer) {
        if (answer.body().isEmpty()) {
            return String.valueOf(answer.statusCode());
        }
        JsonNode body = JsonBytes.tree(answer.body().getBytes(StandardCharsets.UTF_8));
        if (body instanceof ObjectNode envelope) {
            envelope.remove("meta");
        }
        return answer.statusCode() + " " + body;
    }
}
