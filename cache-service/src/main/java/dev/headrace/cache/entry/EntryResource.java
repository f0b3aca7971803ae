package dev.headrace.cache.entry;

import dev.headrace.cache.entry.Entries.Found;
import dev.headrace.cache.entry.Entries.Status;
import dev.headrace.cache.namespace.Policies;
import dev.headrace.cache.stats.Level;
import dev.headrace.cache.stats.Statistics;
import dev.headrace.cache.value.Entry;
import dev.headrace.cache.value.EntryKey;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.api.OperationErrors;
import dev.headrace.platform.api.Raw;
import dev.headrace.platform.api.Violations;
import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.identity.Scoped;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Entries over HTTP: any body of at most 1 MiB, of any content type. A key may contain slashes. */
@Path("/api/v1/cache/{namespace}/{key: .+}")
@Scoped("cache")
@Tag(name = "Cache")
public class EntryResource {
    private static final String X_CACHE = "X-Cache";
    private static final String X_STATUS = "X-Cache-Status";
    private static final int MAX_CONTENT_TYPE = 255;

    private final Policies policies;
    private final Entries entries;
    private final Statistics statistics;
    private final Clock clock;

    public EntryResource(Policies policies, Entries entries, Statistics statistics, Clock clock) {
        this.policies = policies;
        this.entries = entries;
        this.statistics = statistics;
        this.clock = clock;
    }

    /**
     * What became of a write.
     *
     * @param status {@code ok}, or {@code degraded} when it waits in the replica's memory for Redis
     */
    public record Written(String namespace, String key, String status) {}

    @PUT
    @Consumes(MediaType.WILDCARD)
    @Operation(
            operationId = "putCacheEntry",
            summary = "Keep a body under a key",
            extensions = @Extension(name = OperationErrors.NAME, value = "NAMESPACE_NOT_FOUND"))
    @APIResponse(responseCode = "200", description = "Kept; status says whether Redis has it")
    @APIResponse(responseCode = "404", description = "No such cache namespace")
    @APIResponse(responseCode = "413", description = "The body has more than 1 MiB")
    public Uni<Written> put(
            @Context RoutingContext rc,
            String namespace,
            String key,
            @RestHeader(HttpHeaders.CONTENT_TYPE) @Nullable String contentType,
            byte @Nullable [] body) {
        Buffer bytes = body == null ? Buffer.buffer() : Buffer.buffer(body);
        String type = contentType == null ? MediaType.APPLICATION_OCTET_STREAM : contentType;
        check(key, type, bytes);
        return policies.of(Caller.of(rc).tenant(), namespace)
                .chain(policy -> entries.put(policy, key, type, bytes))
                .map(status -> written(namespace, key, status));
    }

    @GET
    @Raw
    @Operation(
            operationId = "getCacheEntry",
            summary = "The body under a key, as it was put",
            description = "X-Cache says which level answered (L1, L2, MISS), Age how many seconds ago it was put.",
            extensions = @Extension(name = OperationErrors.NAME, value = "NAMESPACE_NOT_FOUND CACHE_ENTRY_NOT_FOUND"))
    @APIResponse(responseCode = "200", description = "The body, with its content type")
    @APIResponse(responseCode = "404", description = "No such cache entry, or namespace")
    public Uni<RestResponse<Buffer>> get(@Context RoutingContext rc, String namespace, String key) {
        return policies.of(Caller.of(rc).tenant(), namespace)
                .chain(policy -> entries.get(policy.key(key))
                        .invoke(found -> statistics.read(policy, found.level()))
                        .map(found -> answer(rc, key, found)));
    }

    @DELETE
    @Operation(
            operationId = "deleteCacheEntry",
            summary = "Remove what is under a key, if there is something",
            extensions = @Extension(name = OperationErrors.NAME, value = "NAMESPACE_NOT_FOUND"))
    @APIResponse(responseCode = "200", description = "Removed; status says whether Redis knows")
    @APIResponse(responseCode = "404", description = "No such cache namespace")
    public Uni<Written> delete(@Context RoutingContext rc, String namespace, String key) {
        return policies.of(Caller.of(rc).tenant(), namespace)
                .chain(policy -> entries.remove(policy, key))
                .map(status -> written(namespace, key, status));
    }

    private static void check(String key, String contentType, Buffer body) {
        new Violations()
                .requiredText("key", key, EntryKey.MAX_LENGTH)
                .text("content_type", contentType, MAX_CONTENT_TYPE)
                .orThrow();
        if (body.length() > Entry.MAX_BYTES) {
            throw new ApiException(
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    "The body has " + body.length() + " bytes; at most " + Entry.MAX_BYTES + " are kept");
        }
    }

    private RestResponse<Buffer> answer(RoutingContext rc, String key, Found found) {
        Entry entry = found.entry();
        if (entry == null) {
            rc.response().putHeader(X_CACHE, Level.MISS.name()).putHeader(X_STATUS, text(found.status()));
            throw new ApiException(ErrorCode.CACHE_ENTRY_NOT_FOUND, "There is no entry " + key);
        }
        return RestResponse.ResponseBuilder.ok(entry.body())
                .header(HttpHeaders.CONTENT_TYPE, entry.contentType())
                .header("Age", entry.age(clock.instant()).toSeconds())
                .header(X_CACHE, found.level().name())
                .header(X_STATUS, text(found.status()))
                // What callers put must not run as a page of this host.
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", "sandbox")
                .build();
    }

    private static Written written(String namespace, String key, Status status) {
        return new Written(namespace, key, text(status));
    }

    private static String text(Status status) {
        return status.name().toLowerCase(Locale.ROOT);
    }
}
