package dev.headrace.e2e.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headrace.e2e.contract.Contract.Operation;
import dev.headrace.e2e.suite.SharedSuite;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whoever refuses, the gateway or a service, the framework or our own code: the answer is an error of the catalogue in the one
 * envelope, and the same as problem details for who asks for them.
 */
@Timeout(120)
class ErrorFormIT {
    private static final String ID = "019d7a3e-0000-7000-8000-000000000000";
    private static final String PROBLEM = "application/problem+json";
    private static final Set<String> ANY_BODY = Set.of("PUT /api/v1/cache/{namespace}/{key}");

    private final SharedSuite suite = SharedSuite.get();
    private final Conformance conformance = suite.conformance();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ObjectMapper json = new ObjectMapper();
    private final List<String> wrong = new ArrayList<>();
    private List<Operation> withBody = List.of();

    @BeforeEach
    void read() {
        withBody = conformance.contract().operations().stream()
                .filter(each -> each.described().has("requestBody") && !ANY_BODY.contains(each.name()))
                .toList();
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void aBodyThatIsNoJson() throws Exception {
        for (Operation each : withBody) {
            judge(each, 400, "MALFORMED_REQUEST", request(each, "{\"a\":", "application/json"));
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void aBodyOfAnotherMediaType() throws Exception {
        for (Operation each : withBody) {
            judge(each, 415, "UNSUPPORTED_MEDIA_TYPE", request(each, "type=x", "application/x-www-form-urlencoded"));
            judge(each, 415, "UNSUPPORTED_MEDIA_TYPE", request(each, "{}", "text/plain"));
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void bytesThatAreNotUtf8() throws Exception {
        for (Operation each : withBody) {
            HttpRequest.BodyPublisher latin =
                    HttpRequest.BodyPublishers.ofByteArray(new byte[] {'{', '"', 'n', (byte) 0xe9, '"', ':', '1', '}'});
            judge(
                    each,
                    400,
                    "MALFORMED_REQUEST",
                    request(each, "application/json; charset=iso-8859-1").method(each.method(), latin));
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void anAnswerThatNobodyOffers() throws Exception {
        for (Operation each : conformance.contract().operations()) {
            if (each.path().startsWith("/api/")
                    && each.method().equals("GET")
                    && !each.path().contains("{")) {
                judge(
                        each,
                        406,
                        "NOT_ACCEPTABLE",
                        request(each, "application/json").header("Accept", "image/png"));
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void aPathBelowEachThatIsNotThere() throws Exception {
        for (Operation each : conformance.contract().operations()) {
            if (each.path().startsWith("/api/")
                    && !each.path().contains("{")
                    && each.method().equals("GET")) {
                HttpRequest.Builder nowhere = HttpRequest.newBuilder(
                                URI.create(suite.parts().gatewayUrl() + each.path() + "/a/b/c/d"))
                        .header("Authorization", "Bearer " + suite.parts().adminKey());
                judge(each, 404, "ROUTE_NOT_FOUND", nowhere);
            }
        }
        assertEquals(List.of(), wrong);
    }

    private HttpRequest.Builder request(Operation operation, String body, String type) {
        return request(operation, type).method(operation.method(), HttpRequest.BodyPublishers.ofString(body));
    }

    private HttpRequest.Builder request(Operation operation, String type) {
        String path = operation.path().replaceAll("\\{[^}]*}", ID);
        return HttpRequest.newBuilder(URI.create(suite.parts().gatewayUrl() + path))
                .header("Content-Type", type)
                .header("Authorization", "Bearer " + suite.parts().adminKey());
    }

    /** The packaged services run in production mode, where a fault has no context. It is made by taking a table away for a moment. */
    @Test
    void aFaultOfOursSaysNothingOfItself() throws Exception {
        Operation list = conformance.contract().operations().stream()
                .filter(each -> each.name().equals("GET /api/v1/cache/namespaces"))
                .findFirst()
                .orElseThrow();
        HttpRequest.Builder request = request(list, "application/json");
        HttpResponse<String> answer;

        try (Connection database = suite.parts().postgres().address().connect("headrace_cache");
                Statement statement = database.createStatement()) {
            statement.execute("ALTER TABLE namespace RENAME TO namespace_away");
            try {
                judge(list, 500, "INTERNAL", request);
                answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            } finally {
                statement.execute("ALTER TABLE namespace_away RENAME TO namespace");
            }
        }

        assertEquals(List.of(), wrong);
        JsonNode error = json.readTree(answer.body()).path("error");
        assertEquals(
                List.of("code", "type", "title", "status", "detail"),
                error.properties().stream().map(Map.Entry::getKey).toList());
        assertEquals(error.path("title").asText(), error.path("detail").asText());
    }

    /** As it comes, and as problem details. */
    private void judge(Operation operation, int status, String code, HttpRequest.Builder request)
            throws IOException, InterruptedException {
        HttpResponse<String> plain = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        boolean chosen = request.build().headers().firstValue("Accept").isPresent();
        HttpResponse<String> asked = chosen
                ? plain
                : client.send(request.copy().header("Accept", PROBLEM).build(), HttpResponse.BodyHandlers.ofString());
        check(operation, plain, status, code, "/error/code", "application/json", "ErrorEnvelope");
        if (!chosen) {
            check(operation, asked, status, code, "/code", PROBLEM, "Problem");
        }
    }

    private void check(
            Operation operation,
            HttpResponse<String> answer,
            int status,
            String code,
            String at,
            String type,
            String schema)
            throws IOException {
        String what = operation + " "
                + answer.request().headers().firstValue("Content-Type").orElse("") + " → ";
        String said = answer.headers().firstValue("Content-Type").orElse("none");
        if (answer.statusCode() != status || !said.startsWith(type)) {
            wrong.add(what + answer.statusCode() + " " + said + " " + answer.body());
            return;
        }
        JsonNode body = json.readTree(answer.body());
        if (!body.at(at).asText().equals(code)) {
            wrong.add(what + answer.body());
        }
        JsonNode schemas = conformance.contract().document().at("/components/schemas/" + schema);
        wrong.addAll(conformance.validate(schema, schemas, body));
    }
}
