package dev.headrace.cache.namespace;

import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.headrace.platform.api.ApiException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The policy of each namespace, in memory, because every request needs one. A namespace in use stays known while the
 * database is away; one that is deleted is forgotten at once here, and elsewhere by invalidation or the next refresh.
 */
@Singleton
public final class Policies {
    private static final int NAMESPACES = 10_000;

    private final Pool pool;
    private final AsyncLoadingCache<Name, Optional<Policy>> known;

    private record Name(String tenant, String name) {}

    public Policies(Pool pool, NamespaceConfig config) {
        this.pool = pool;
        this.known = Caffeine.newBuilder()
                .maximumSize(NAMESPACES)
                .refreshAfterWrite(config.refresh())
                .buildAsync((name, executor) -> load(name));
    }

    /** The policy; NAMESPACE_NOT_FOUND when the tenant has none of this name. */
    public Uni<Policy> of(String tenant, String name) {
        // A copy: who hangs up cancels what it waits for, and others wait for the same.
        return Uni.createFrom()
                .completionStage(() -> known.get(new Name(tenant, name)).copy())
                .map(policy -> policy.orElseThrow(() -> absent(tenant, name)));
    }

    /** Forgets what was read of a namespace. */
    public void forget(String tenant, String name) {
        known.synchronous().invalidate(new Name(tenant, name));
    }

    /** That there is none is not remembered: it may be created on another replica at any moment. */
    private ApiException absent(String tenant, String name) {
        forget(tenant, name);
        return NamespaceStore.notFound(name);
    }

    private CompletableFuture<Optional<Policy>> load(Name name) {
        String sql = "select id, tenant, name, ttl_ms, max_entries from namespace where tenant = $1 and name = $2";
        return pool.preparedQuery(sql)
                .execute(Tuple.of(name.tenant(), name.name()))
                .map(Policies::first)
                .subscribeAsCompletionStage();
    }

    private static Optional<Policy> first(RowSet<Row> rows) {
        for (Row row : rows) {
            return Optional.of(new Policy(
                    row.getUUID("id"),
                    row.getString("tenant"),
                    row.getString("name"),
                    Duration.ofMillis(row.getLong("ttl_ms")),
                    row.getInteger("max_entries")));
        }
        return Optional.empty();
    }
}
