package dev.headrace.webhook;

import static io.restassured.RestAssured.given;

import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.IdentitySigner;
import dev.headrace.platform.identity.Role;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.eclipse.microprofile.config.ConfigProvider;

/** Requests as the gateway passes them on. */
final class Callers {
    private Callers() {}

    static RequestSpecification operator(String tenant) {
        return caller(tenant, "olga", Role.OPERATOR);
    }

    static RequestSpecification user(String tenant, String subject) {
        return caller(tenant, subject, Role.USER);
    }

    static RequestSpecification worker(String tenant) {
        return caller(tenant, "robot", Role.WORKER);
    }

    private static RequestSpecification caller(String tenant, String subject, Role role) {
        return given().header(Caller.HEADER, token(tenant, subject, role)).contentType(ContentType.JSON);
    }

    /** Who calls, as the gateway signs it. */
    static String token(String tenant, String subject, Role role) {
        Path key = Path.of(ConfigProvider.getConfig().getValue("headrace.identity.private-key-file", String.class));
        Identity identity = new Identity(tenant, subject, Set.of(role), "free", Set.of());
        return IdentitySigner.reading(key).sign(identity, "webhook-service", Duration.ofMinutes(1));
    }
}
