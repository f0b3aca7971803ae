package dev.headrace.cache.entry;

import dev.headrace.cache.local.LocalCache;
import dev.headrace.cache.stats.Statistics;
import dev.headrace.cache.stats.Statistics.NamespaceStats;
import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.identity.Scoped;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** How the cache does, as seen by the replica that answers. */
@Path("/api/v1/cache/stats")
@Scoped("cache")
@Tag(name = "Cache")
@Produces(MediaType.APPLICATION_JSON)
public class StatsResource {
    private final Statistics statistics;
    private final LocalCache local;
    private final Pending pending;
    private final Entries entries;

    public StatsResource(Statistics statistics, LocalCache local, Pending pending, Entries entries) {
        this.statistics = statistics;
        this.local = local;
        this.pending = pending;
        this.entries = entries;
    }

    /**
     * One replica's figures.
     *
     * @param status {@code ok}, or {@code degraded} while Redis is away or writes wait for it
     * @param l1Entries entries in memory, of all tenants
     * @param pendingWrites writes that wait for Redis, of all tenants
     * @param namespaces the caller's tenant's, since the replica started
     */
    public record Stats(String status, long l1Entries, int pendingWrites, List<NamespaceStats> namespaces) {
        public Stats {
            namespaces = List.copyOf(namespaces);
        }
    }

    @GET
    @Operation(
            operationId = "getCacheStats",
            summary = "Hits and misses by level and namespace",
            description = "Of the replica that answers, since its start; the metrics have the sum.")
    public Stats get(@Context RoutingContext rc) {
        return new Stats(
                entries.status().name().toLowerCase(Locale.ROOT),
                local.size(),
                pending.size(),
                statistics.of(Caller.of(rc).tenant()));
    }
}
