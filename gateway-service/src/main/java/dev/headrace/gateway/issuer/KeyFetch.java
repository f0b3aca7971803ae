package dev.headrace.gateway.issuer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.platform.api.JsonBytes;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.lang.JoseException;

/** Fetches an issuer's keys: bounded in time and size, no redirect followed. */
final class KeyFetch {
    private static final int MAX_BYTES = 256 << 10;

    private final HttpClient client;
    private final Duration timeout;

    KeyFetch(HttpClient client, Duration timeout) {
        this.client = client;
        this.timeout = timeout;
    }

    /** The keys that the issuer shows now. */
    Future<JsonWebKeySet> keys(Issuer issuer) {
        return issuer.jwks()
                .map(Future::succeededFuture)
                .orElseGet(() -> get(issuer.discovery()).compose(found -> jwksIn(found, issuer)))
                .compose(this::get)
                .compose(KeyFetch::parse);
    }

    private static Future<URI> jwksIn(Buffer document, Issuer issuer) {
        JsonNode found = JsonBytes.tree(document.getBytes());
        if (!issuer.name().equals(found.path("issuer").asText())) {
            return Future.failedFuture("its OpenID configuration names the issuer "
                    + found.path("issuer").asText());
        }
        try {
            return Future.succeededFuture(
                    IssuerFile.safe(URI.create(found.path("jwks_uri").asText())));
        } catch (IllegalArgumentException e) {
            return Future.failedFuture("jwks_uri " + e.getMessage());
        }
    }

    private static Future<JsonWebKeySet> parse(Buffer body) {
        try {
            JsonWebKeySet keys = new JsonWebKeySet(body.toString());
            return keys.getJsonWebKeys().isEmpty()
                    ? Future.failedFuture("it shows no keys")
                    : Future.succeededFuture(keys);
        } catch (JoseException e) {
            return Future.failedFuture("its keys cannot be read");
        }
    }

    private Future<Buffer> get(URI address) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(address.toString())
                .setFollowRedirects(false)
                .setConnectTimeout(timeout.toMillis())
                .setTimeout(timeout.toMillis())
                .putHeader("Accept", "application/json");
        return client.request(options)
                .compose(request -> request.send().compose(KeyFetch::body).onFailure(failed -> request.reset()));
    }

    private static Future<Buffer> body(HttpClientResponse response) {
        if (response.statusCode() != 200) {
            return Future.failedFuture(new IOException("HTTP " + response.statusCode()));
        }
        Buffer body = Buffer.buffer();
        response.handler(part -> {
            body.appendBuffer(part);
            if (body.length() > MAX_BYTES) {
                response.request().reset();
            }
        });
        return response.end().map(ended -> body);
    }
}
