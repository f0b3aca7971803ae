package dev.headrace.gateway.apikey;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.Cursor;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.api.Page;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.quarkus.panache.common.Sort;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The keys that people manage. */
@ApplicationScoped
public class ApiKeyStore implements PanacheRepositoryBase<ApiKey, UUID> {
    private static final UUID LAST = new UUID(-1, -1);

    private final Pool pool;

    public ApiKeyStore(Pool pool) {
        this.pool = pool;
    }

    @WithTransaction
    Uni<ApiKey> add(ApiKey key) {
        return persistAndFlush(key);
    }

    /**
     * One page, newest first.
     *
     * @param tenant whose keys; null for those of all tenants
     * @param prefix what the keys begin with; null for all
     */
    @WithSession
    Uni<Page<KeyView>> list(@Nullable String tenant, @Nullable String prefix, @Nullable String cursor, int limit) {
        Map<String, Object> with = new HashMap<>();
        with.put("before", cursor == null ? LAST : Cursor.decode(cursor, UUID::fromString));
        StringBuilder where = new StringBuilder("id < :before");
        if (tenant != null) {
            with.put("tenant", tenant);
            where.append(" and tenant = :tenant");
        }
        if (prefix != null) {
            with.put("prefix", prefix);
            where.append(" and left(prefix, length(:prefix)) = :prefix");
        }
        return find(where.toString(), Sort.descending("id"), with)
                .range(0, limit)
                .list()
                .map(found -> page(found, limit));
    }

    private static Page<KeyView> page(List<ApiKey> found, int limit) {
        List<KeyView> items = found.stream().limit(limit).map(KeyView::of).toList();
        String next = found.size() > limit ? Cursor.encode(items.getLast().id().toString()) : null;
        return new Page<>(items, next, limit);
    }

    /**
     * Revokes a key; one that was revoked before stays as it is.
     *
     * @param tenant whose key it must be; null for any
     * @return fails with API_KEY_NOT_FOUND
     */
    Uni<ApiKey> revoke(UUID id, @Nullable String tenant) {
        return pool.preparedQuery("""
                        update api_key set revoked_at = now(), changed_at = now()
                         where id = $1 and revoked_at is null and ($2::text is null or tenant = $2)
                        """)
                .execute(Tuple.of(id, tenant))
                .chain(updated -> get(id))
                .invoke(key -> mustBeOf(tenant, key));
    }

    private Uni<ApiKey> get(UUID id) {
        return Panache.withSession(() -> findById(id)).onItem().ifNull().failWith(ApiKeyStore::notFound);
    }

    private static void mustBeOf(@Nullable String tenant, ApiKey key) {
        if (tenant != null && !tenant.equals(key.tenant)) {
            throw notFound();
        }
    }

    private static ApiException notFound() {
        return new ApiException(ErrorCode.API_KEY_NOT_FOUND, "There is no API key with this id");
    }
}
