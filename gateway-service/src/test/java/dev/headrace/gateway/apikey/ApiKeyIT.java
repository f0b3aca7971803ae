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
    void whatIsWrongWithARequestIsSaidByField() {
        HttpResponse<String> invalid =
                post(adminKey(), "/api/v1/api-keys", "{\"roles\":[\"king\"],\"expires_at\":\"2020-01-01T00:00:00Z\"}");
        HttpResponse<String> unknown = post(adminKey(), "/api/v1/api-keys", "{\"name\":\"x\",\"role\":\"user\"}");

        assertEquals(422, invalid.statusCode());
        List<String> fields = new ArrayList<>();
        json(invalid).at("/error/errors").forEach(e -> fields.add(e.get("field").asText()));
        assertEquals(List.of("name", "roles", "expires_at"), fields);
        assertEquals(422, unknown.statusCode());
        assertEquals("role", json(unknown).at("/error/errors/0/field").asText());
        assertEquals(400, post(adminKey(), "/api/v1/api-keys", "{").statusCode());
        assertEquals(400, post(adminKey(), "/api/v1/api-keys", "").statusCode());
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
