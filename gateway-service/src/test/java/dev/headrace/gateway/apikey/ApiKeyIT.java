package dev.headrace.gateway.apikey;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.gateway.fixture.RunningGateway;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ApiKeyIT extends RunningGateway {
    @Inject
    DataSource database;

    @Inject
    AdminKey admin;

    @Test
    void theFirstStartLeftAnAdminKeyForItsOwnerOnly() throws Exception {
        Path file = Path.of(config("headrace.admin.key-file"));

        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(200, get(adminKey(), "/api/v1/api-keys").statusCode());
    }

    @Test
    void aStartThatDiedBetweenFileAndRowIsMadeGoodByTheNext() throws Exception {
        // Given
        String before = adminKey();
        execute("create table saved as select * from api_key");
        execute("delete from api_key");

        // When
        admin.ensure(new StartupEvent());

        // Then
        assertEquals(before, adminKey());
        assertEquals("1|" + KeyText.prefix(before), query("select count(*) || '|' || min(prefix) from api_key"));
        execute("delete from api_key");
        execute("insert into api_key select * from saved");
        execute("drop table saved");
        assertEquals(200, get(before, "/api/v1/api-keys").statusCode());
    }

    @Test
    void aKeyIsShownOnceAndKeptAsAHash() throws SQLException {
        // When
        JsonNode made = makeKey("shown", List.of("user", "worker"));

        // Then
        String key = made.get("key").asText();
        String id = made.get("id").asText();
        assertTrue(KeyText.isWellFormed(key));
        assertEquals(KeyText.prefix(key), made.get("prefix").asText());
        assertEquals(id, made.get("subject").asText());
        assertEquals("[\"user\",\"worker\"]", made.get("roles").toString());
        HttpResponse<String> list = get(adminKey(), "/api/v1/api-keys?tenant=shown");
        assertEquals(id, json(list).at("/data/0/id").asText());
        assertFalse(list.body().contains(key), list.body());
        assertFalse(list.body().contains("hash"), list.body());
        String row = query("select api_key::text from api_key where id = '" + id + "'");
        assertFalse(row.contains(key.substring(KeyText.PREFIX_LENGTH)), row);
    }

    @Test
    void aRevokedKeyWorksNoMoreWithinASecond() throws SQLException {
        // Given
        JsonNode made = makeKey("revoke", List.of("user"));
        String key = made.get("key").asText();
        assertEquals(203, get(key, "/api/v1/tasks/echo").statusCode());

        // When
        HttpResponse<String> revoked = patch(adminKey(), made.get("id").asText());

        // Then
        assertEquals(200, revoked.statusCode());
        assertTrue(json(revoked).at("/data/revoked_at").isTextual(), revoked.body());
        assertEquals(401, get(key, "/api/v1/tasks/echo").statusCode());
        assertEquals(200, patch(adminKey(), made.get("id").asText()).statusCode());
    }

    @Test
    void aKeyThatAnotherReplicaRevokedWorksNoMoreWithinASecond() throws SQLException {
        // Given
        JsonNode made = makeKey("revoke", List.of("user"));
        String key = made.get("key").asText();
        assertEquals(203, get(key, "/api/v1/tasks/echo").statusCode());

        // When
        execute("update api_key set revoked_at = now(), changed_at = now() where id = '"
                + made.get("id").asText() + "'");

        // Then
        await().atMost(Duration.ofSeconds(1))
                .until(() -> get(key, "/api/v1/tasks/echo").statusCode() == 401);
    }

    @Test
    void aMistypedKeyIsToldApartFromAnUnknownOne() {
        String key = makeKey("typo", List.of("user")).get("key").asText();
        String mistyped = key.substring(0, 20) + (key.charAt(20) == 'x' ? 'y' : 'x') + key.substring(21);

        HttpResponse<String> response = get(mistyped, "/api/v1/tasks/echo");

        assertEquals(401, response.statusCode());
        assertEquals("API_KEY_MISTYPED", errorCode(response));
        assertEquals("UNAUTHENTICATED", errorCode(get(KeyText.make(KeyMode.LIVE), "/api/v1/tasks/echo")));
    }

    @Test
    void aRotatedKeyAndItsSuccessorBothWorkForTheOverlap() {
        // Given
        JsonNode old = makeKey("rotate", List.of("user"));
        String oldKey = old.get("key").asText();

        // When
        JsonNode made = json(post(adminKey(), path(old) + "/rotate", "{\"overlap_ms\":60000}"))
                .get("data");

        // Then
        String newKey = made.get("key").asText();
        assertEquals(203, get(oldKey, "/api/v1/tasks/echo").statusCode());
        assertEquals(203, get(newKey, "/api/v1/tasks/echo").statusCode());
        assertEquals(old.get("subject"), made.get("subject"));
        assertEquals(old.get("id"), made.get("replaces"));
        assertTrue(json(get(adminKey(), path(old))).at("/data/expires_at").isTextual());
        assertEquals(409, post(adminKey(), path(old) + "/rotate", "{}").statusCode());
        assertEquals(
                422,
                post(adminKey(), path(made) + "/rotate", "{\"overlap_ms\":-1}").statusCode());
        assertEquals(
                201,
                post(adminKey(), path(made) + "/rotate", "{\"overlap_ms\":0}").statusCode());
        await().atMost(Duration.ofSeconds(1))
                .until(() -> errorCode(get(newKey, "/api/v1/tasks/echo")).equals("CREDENTIAL_EXPIRED"));
    }

    @Test
    void aDeletedKeyIsGone() {
        JsonNode made = makeKey("delete", List.of("user"));
        String key = made.get("key").asText();
        assertEquals(203, get(key, "/api/v1/tasks/echo").statusCode());

        HttpResponse<String> deleted =
                send(request(adminKey(), path(made)).DELETE().build());

        assertEquals(204, deleted.statusCode());
        assertEquals(401, get(key, "/api/v1/tasks/echo").statusCode());
        for (String gone : List.of(path(made), "/api/v1/api-keys/x")) {
            assertEquals(
                    "API_KEY_NOT_FOUND",
                    json(get(adminKey(), gone)).at("/error/code").asText());
        }
        assertEquals(
                0,
                json(get(adminKey(), "/api/v1/api-keys?tenant=delete"))
                        .get("data")
                        .size());
    }

    @Test
    void aKeyWorksOnlyFromWhereItMay() {
        String key = json(post(
                        adminKey(),
                        "/api/v1/api-keys",
                        "{\"name\":\"n\",\"allowed_addresses\":[\"203.0.113.0/24\",\"2001:db8::/32\"]}"))
                .at("/data/key")
                .asText();

        HttpResponse<String> elsewhere = get(key, "/api/v1/tasks/echo");

        assertEquals(403, elsewhere.statusCode());
        assertEquals("ADDRESS_NOT_ALLOWED", errorCode(elsewhere));
        assertEquals(203, from("203.0.113.9", key).statusCode());
        assertEquals(203, from("2001:db8::1", key).statusCode());
        assertEquals(403, from("203.0.114.9", key).statusCode());
        assertEquals(403, from("203.0.113.9, 198.51.100.1", key).statusCode());
    }

    @Test
    void aKeyThatIsBoundToAddressesHelpsNobodyElsewhere() {
        // Given
        JsonNode bound = json(post(
                        adminKey(),
                        "/api/v1/api-keys",
                        "{\"name\":\"n\",\"roles\":[\"admin\"],\"allowed_addresses\":[\"127.0.0.0/8\"]}"))
                .get("data");
        String key = bound.get("key").asText();
        JsonNode unbound = makeKey("bound", List.of("user"));

        // When
        HttpResponse<String> made = post(key, "/api/v1/api-keys", "{\"name\":\"n\"}");
        HttpResponse<String> rotated = post(key, path(unbound) + "/rotate", "{}");
        HttpResponse<String> itself = post(key, path(bound) + "/rotate", "{}");

        // Then
        assertEquals(422, made.statusCode());
        assertEquals("allowed_addresses", json(made).at("/error/errors/0/field").asText(), made.body());
        assertEquals(403, rotated.statusCode(), rotated.body());
        assertEquals("127.0.0.0/8", json(itself).at("/data/allowed_addresses/0").asText(), itself.body());
        String token =
                json(post(key, "/api/v1/auth/token", "{}")).at("/data/token").asText();
        assertEquals(203, from("127.0.0.1", token).statusCode());
        assertEquals("ADDRESS_NOT_ALLOWED", errorCode(from("203.0.113.9", token)));
    }

    @Test
    void tooManyWrongKeysFromOneAddressHaveToWaitButKeysInUseDoNot() {
        // Given
        String used = makeKey("limit", List.of("user")).get("key").asText();
        String unused = makeKey("limit", List.of("user")).get("key").asText();
        assertEquals(203, from("198.51.100.7", used).statusCode());

        // When
        int refused = 0;
        while (refused < 40 && from("198.51.100.7", KeyText.make(KeyMode.LIVE)).statusCode() == 401) {
            refused++;
        }

        // Then
        assertTrue(refused >= 30 && refused < 40, refused + " were looked up");
        HttpResponse<String> waiting = from("198.51.100.7", unused);
        assertEquals(429, waiting.statusCode());
        assertEquals("2", waiting.headers().firstValue("Retry-After").orElse(""));
        assertEquals(203, from("198.51.100.7", used).statusCode());
        assertEquals(203, from("198.51.100.8", unused).statusCode());
    }

    @Test
    void itIsCountedHowMuchAKeyIsUsed() {
        // Given
        JsonNode made = makeKey("usage", List.of("user"));
        String key = made.get("key").asText();

        // When
        for (int i = 0; i < 3; i++) {
            get(key, "/api/v1/tasks/echo");
        }

        // Then
        await().atMost(Duration.ofSeconds(5))
                .until(() -> json(get(adminKey(), path(made) + "/usage"))
                                .at("/data/requests")
                                .asInt()
                        == 3);
        JsonNode usage = json(get(adminKey(), path(made) + "/usage?days=1")).get("data");
        assertEquals(3, usage.at("/days/0/requests").asInt());
        assertEquals(
                usage.get("last_used_at"), json(get(adminKey(), path(made))).at("/data/last_used_at"));
        assertEquals(422, get(adminKey(), path(made) + "/usage?days=91").statusCode());
    }

    @Test
    void anOperatorHandlesNoKeyThatCanDoMoreThanItself() {
        String operator = makeKey("rights", List.of("operator")).get("key").asText();
        JsonNode admin = makeKey("rights", List.of("admin"));
        JsonNode better = json(post(
                        adminKey(), "/api/v1/api-keys", "{\"name\":\"n\",\"tenant\":\"rights\",\"tier\":\"premium\"}"))
                .get("data");

        assertEquals(403, post(operator, path(admin) + "/rotate", "{}").statusCode());
        assertEquals(403, patch(operator, admin.get("id").asText()).statusCode());
        assertEquals(403, post(operator, path(better) + "/rotate", "{}").statusCode());
        assertEquals(200, get(operator, path(better)).statusCode());
        assertEquals(404, get(operator, path(makeKey("other", List.of("user")))).statusCode());
    }

    private static String path(JsonNode key) {
        return "/api/v1/api-keys/" + key.get("id").asText();
    }

    private static HttpResponse<String> from(String address, String key) {
        return send(request(key, "/api/v1/tasks/echo")
                .header("X-Forwarded-For", address)
                .build());
    }

    @Test
    void whatIsWrongWithARequestIsSaidByField() {
        HttpResponse<String> invalid =
                post(adminKey(), "/api/v1/api-keys", "{\"roles\":[\"king\"],\"expires_at\":\"2020-01-01T00:00:00Z\"}");
        HttpResponse<String> unknown = post(adminKey(), "/api/v1/api-keys", "{\"role\":\"user\",\"mode\":\"dead\"}");

        assertEquals(422, invalid.statusCode());
        assertEquals(List.of("name", "roles", "expires_at"), fields(invalid));
        assertEquals(422, unknown.statusCode());
        assertEquals(List.of("role", "name", "mode"), fields(unknown));
        assertEquals(400, post(adminKey(), "/api/v1/api-keys", "{").statusCode());
        assertEquals(400, post(adminKey(), "/api/v1/api-keys", "").statusCode());
    }

    private static List<String> fields(HttpResponse<String> refused) {
        List<String> fields = new ArrayList<>();
        json(refused).at("/error/errors").forEach(e -> fields.add(e.get("field").asText()));
        return fields;
    }

    @Test
    void anOperatorSeesAndMakesKeysOfItsOwnTenantOnly() {
        // Given
        String operator = makeKey("own", List.of("operator")).get("key").asText();
        JsonNode foreign = makeKey("foreign", List.of("user"));

        // When
        HttpResponse<String> made = post(operator, "/api/v1/api-keys", "{\"name\":\"w\",\"roles\":[\"worker\"]}");

        // Then
        assertEquals(201, made.statusCode(), made.body());
        assertEquals("own", json(made).at("/data/tenant").asText());
        assertEquals(
                422,
                post(operator, "/api/v1/api-keys", "{\"name\":\"w\",\"roles\":[\"admin\"]}")
                        .statusCode());
        assertEquals(404, patch(operator, foreign.get("id").asText()).statusCode());
        HttpResponse<String> list = get(operator, "/api/v1/api-keys?tenant=foreign");
        json(list)
                .get("data")
                .forEach(key -> assertEquals("own", key.get("tenant").asText()));
        String user = makeKey("own", List.of("user")).get("key").asText();
        assertEquals(403, get(user, "/api/v1/api-keys").statusCode());
    }

    @Test
    void aListGoesOnWhereItStopped() {
        for (int i = 0; i < 3; i++) {
            makeKey("pages", List.of("user"));
        }

        JsonNode first = json(get(adminKey(), "/api/v1/api-keys?tenant=pages&limit=2"));
        JsonNode second = json(get(
                adminKey(),
                "/api/v1/api-keys?tenant=pages&limit=2&cursor="
                        + first.at("/meta/page/next").asText()));

        assertEquals(2, first.get("data").size());
        assertEquals(1, second.get("data").size());
        assertTrue(second.at("/meta/page/next").isMissingNode());
        assertEquals(422, get(adminKey(), "/api/v1/api-keys?limit=0").statusCode());
        assertEquals(422, get(adminKey(), "/api/v1/api-keys?cursor=x").statusCode());
        String prefix = first.at("/data/0/prefix").asText();
        assertEquals(
                1,
                json(get(adminKey(), "/api/v1/api-keys?prefix=" + prefix))
                        .get("data")
                        .size());
    }

    private static HttpResponse<String> patch(String key, String id) {
        return send(HttpRequest.newBuilder(at("/api/v1/api-keys/" + id + "/revoke"))
                .header("X-API-Key", key)
                .method("PATCH", BodyPublishers.noBody())
                .build());
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.createStatement().execute(sql);
        }
    }

    private String query(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                ResultSet rows = connection.createStatement().executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
