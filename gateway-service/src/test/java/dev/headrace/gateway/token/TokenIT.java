package dev.headrace.gateway.token;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.gateway.fixture.RunningGateway;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;

@QuarkusTest
class TokenIT extends RunningGateway {
    private static final String ECHO = "/api/v1/tasks/echo";

    @Test
    void aKeyIsExchangedForANarrowTokenThatEndsWithIt() {
        // Given
        JsonNode key = makeKey("exchange", List.of("user"));
        String text = key.get("key").asText();

        // When
        HttpResponse<String> made = post(text, "/api/v1/auth/token", "{\"ttl_ms\":60000,\"scopes\":[\"tasks:read\"]}");

        // Then
        assertEquals(201, made.statusCode(), made.body());
        String token = json(made).at("/data/token").asText();
        assertEquals(203, get(token, ECHO).statusCode());
        assertEquals(403, post(token, ECHO, "{}").statusCode());
        assertEquals(403, post(token, "/api/v1/auth/token", "{}").statusCode());
        send(HttpRequest.newBuilder(at("/api/v1/api-keys/" + key.get("id").asText() + "/revoke"))
                .header("X-API-Key", adminKey())
                .method("PATCH", BodyPublishers.noBody())
                .build());
        await().atMost(Duration.ofSeconds(1)).until(() -> get(token, ECHO).statusCode() == 401);
    }

    @Test
    void allTokensOfAReplacedKeyEndWithIt() {
        // Given
        JsonNode key = makeKey("replaced", List.of("user"));
        String first = token(key.get("key").asText());
        String second = token(key.get("key").asText());
        assertEquals(203, get(first, ECHO).statusCode());
        assertEquals(203, get(second, ECHO).statusCode());

        // When
        HttpResponse<String> rotated =
                post(adminKey(), "/api/v1/api-keys/" + key.get("id").asText() + "/rotate", "{\"overlap_ms\":0}");

        // Then
        assertEquals(201, rotated.statusCode(), rotated.body());
        await().atMost(Duration.ofSeconds(10)).until(() -> get(first, ECHO).statusCode() == 401);
        assertEquals(401, get(second, ECHO).statusCode());
    }

    @Test
    void aTokenMakesNoKeyThatWouldOutliveIt() {
        String token = token(adminKey());

        assertEquals(
                403, post(token, "/api/v1/api-keys", "{\"name\":\"forever\"}").statusCode());
    }

    private static String token(String key) {
        return json(post(key, "/api/v1/auth/token", "{}")).at("/data/token").asText();
    }

    @Test
    void aTokenEndsWhenItShould() {
        String text = makeKey("short", List.of("user")).get("key").asText();
        String token = json(post(text, "/api/v1/auth/token", "{\"ttl_ms\":1000}"))
                .at("/data/token")
                .asText();

        await().atMost(Duration.ofSeconds(3))
                .until(() -> errorCode(get(token, ECHO)).equals("CREDENTIAL_EXPIRED"));
    }

    @Test
    void whatIsWrongWithAWishIsSaidByField() {
        String narrowed = json(post(adminKey(), "/api/v1/api-keys", "{\"name\":\"n\",\"scopes\":[\"tasks:read\"]}"))
                .at("/data/key")
                .asText();

        HttpResponse<String> longest = post(narrowed, "/api/v1/auth/token", "{\"ttl_ms\":3600001}");
        HttpResponse<String> more = post(narrowed, "/api/v1/auth/token", "{\"scopes\":[\"tasks:write\",\"all\"]}");

        assertEquals("ttl_ms", json(longest).at("/error/errors/0/field").asText());
        assertEquals("UNKNOWN", json(more).at("/error/errors/0/code").asText());
        assertEquals("MORE_THAN_OWN", json(more).at("/error/errors/1/code").asText());
    }

    @Test
    void theIdentityForAServiceOpensNothingOutside() {
        String key = makeKey("inside", List.of("user")).get("key").asText();
        String inside = json(get(key, ECHO)).at("/headers/x-headrace-identity").asText();

        assertEquals(401, get(inside, ECHO).statusCode());
    }

    @Test
    void aTokenOfAnIssuerIsItsHolder() throws Exception {
        HttpResponse<String> response = get(outside(claims("ops tasks:read"), issuerKey()), ECHO);

        assertEquals(203, response.statusCode(), response.body());
        assertFalse(json(response).get("headers").has("authorization"));
        assertEquals(
                403,
                post(outside(claims("tasks:read"), issuerKey()), ECHO, "{}").statusCode());
    }

    @Test
    void whatOnlyLooksLikeOneIsRefused() throws Exception {
        JwtClaims foreign = claims("tasks:read");
        foreign.setAudience("another");
        JwtClaims stranger = claims("tasks:read");
        stranger.setIssuer("https://nobody.example");
        JwtClaims over = claims("tasks:read");
        over.setExpirationTimeMinutesInTheFuture(-5);
        RsaJsonWebKey other = RsaJwkGenerator.generateJwk(2048);
        other.setKeyId("stub");

        assertEquals(401, get(outside(foreign, issuerKey()), ECHO).statusCode());
        assertEquals(401, get(outside(stranger, issuerKey()), ECHO).statusCode());
        assertEquals(401, get(outside(claims("tasks:read"), other), ECHO).statusCode());
        assertEquals("CREDENTIAL_EXPIRED", errorCode(get(outside(over, issuerKey()), ECHO)));
        assertEquals(401, get("eyJhbGciOiJub25lIn0.eyJpc3MiOiJ4In0.", ECHO).statusCode());
        assertEquals(401, get("a.b.c", ECHO).statusCode());
        assertEquals(403, get(outside(claims("openid"), issuerKey()), ECHO).statusCode());
    }

    private static RsaJsonWebKey issuerKey() throws IOException, JoseException {
        return (RsaJsonWebKey)
                org.jose4j.jwk.JsonWebKey.Factory.newJwk(Files.readString(Path.of(config("test.issuer-key"))));
    }

    private static JwtClaims claims(String scope) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(config("test.issuer"));
        claims.setAudience("headrace");
        claims.setSubject("ann");
        claims.setStringClaim("org", "acme");
        claims.setStringListClaim("roles", "dev");
        claims.setStringClaim("scope", scope);
        claims.setExpirationTimeMinutesInTheFuture(5);
        return claims;
    }

    private static String outside(JwtClaims claims, RsaJsonWebKey key) throws JoseException {
        JsonWebSignature jws = new JsonWebSignature();
        jws.setPayload(claims.toJson());
        jws.setKey(key.getPrivateKey());
        jws.setKeyIdHeaderValue(key.getKeyId());
        jws.setAlgorithmHeaderValue("RS256");
        return jws.getCompactSerialization();
    }
}
