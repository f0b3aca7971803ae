package dev.headrace.cache;

import static io.restassured.RestAssured.given;

import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.IdentitySigner;
import dev.headrace.platform.identity.Role;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.ConfigProvider;

/** Requests as the gateway passes them on. */
final class Callers {
    private static final String PATH = "/api/v1/cache/";

    /** A content type leaves as the test says it. */
    private static final RestAssuredConfig AS_GIVEN = RestAssuredConfig.config()
            .encoderConfig(EncoderConfig.encoderConfig().appendDefaultContentCharsetToContentTypeIfUndefined(false));

    private Callers() {}

    static RequestSpecification operator(String tenant) {
        return caller(tenant, Role.OPERATOR);
    }

    static RequestSpecification user(String tenant) {
        return caller(tenant, Role.USER);
    }

    static void namespace(String tenant, String name, long ttlMs, int maxEntries) {
        operator(tenant)
                .contentType(ContentType.JSON)
                .body(Map.of("name", name, "ttl_ms", ttlMs, "max_entries", maxEntries))
                .post(PATH + "namespaces")
                .then()
                .statusCode(201);
    }

    static Response put(String tenant, String entry, String body) {
        return user(tenant).contentType("text/plain").body(body).put(PATH + entry);
    }

    static Response get(String tenant, String entry) {
        return user(tenant).get(PATH + entry);
    }

    static Response delete(String tenant, String entry) {
        return user(tenant).delete(PATH + entry);
    }

    private static RequestSpecification caller(String tenant, Role role) {
        Path key = Path.of(ConfigProvider.getConfig().getValue("headrace.identity.private-key-file", String.class));
        Identity identity = new Identity(tenant, "anna", Set.of(role), "free", Set.of());
        String token = IdentitySigner.reading(key).sign(identity, "cache-service", Duration.ofMinutes(1));
        return given().config(AS_GIVEN).header(Caller.HEADER, token);
    }
}
