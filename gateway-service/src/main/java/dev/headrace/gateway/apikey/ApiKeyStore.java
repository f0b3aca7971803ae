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
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** The keys that people manage. A deleted key is gone for them; its row stays for a day, so that every replica hears of it. */
@ApplicationScoped
public class ApiKeyStore implements PanacheRepositoryBase<ApiKey, UUID> {
    private static final UUID LAST = new UUID(-1, -1);

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
        StringBuilder where = new StringBuilder("deletedAt is null and id < :before");
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

    /** @param mayBe throws for a key that the caller may not see; fails with API_KEY_NOT_FOUND if there is none */
    @WithSession
    Uni<ApiKey> get(UUID id, Consumer<ApiKey> mayBe) {
        return existing(id).invoke(mayBe);
    }

    /** Ends a key for good; one that was revoked before stays as it is. */
    @WithTransaction
    Uni<ApiKey> revoke(UUID id, Consumer<ApiKey> mayBe) {
        return existing(id)
                .invoke(mayBe)
                .call(key -> execute("""
                    update api_key set revoked_at = now(), changed_at = now()
                     where id = :id and revoked_at is null
                    """, Map.of("id", id)))
                .call(ApiKeyStore::reread);
    }

    /** Ends a key for good and hides it. */
    @WithTransaction
    Uni<ApiKey> delete(UUID id, Consumer<ApiKey> mayBe) {
        return existing(id)
                .invoke(mayBe)
                .call(key -> execute("""
                    update api_key
                       set revoked_at = coalesce(revoked_at, now()), deleted_at = now(), changed_at = now()
                     where id = :id
                    """, Map.of("id", id)))
                .call(ApiKeyStore::reread);
    }

    /**
     * Replaces a key by another in one transaction: the new one is added, the old one ends after the overlap or when it was
     * to end anyway.
     *
     * @param mayBe throws for a key that may not be replaced
     * @return fails with CONFLICT if it was replaced before
     */
    @WithTransaction
    Uni<MadeKey> replace(UUID id, Consumer<ApiKey> mayBe, String madeBy, Duration overlap) {
        return existing(id)
                .invoke(mayBe)
                .chain(key -> succeeded(key, madeBy))
                .call(made -> execute("""
                    update api_key
                       set changed_at = now(),
                           expires_at = least(expires_at, now() + :overlap * interval '1 millisecond')
                     where id = :id
                    """, Map.of("id", id, "overlap", (double) overlap.toMillis())))
                .onFailure(ConstraintViolationException.class)
                .transform(twice ->
                        new ApiException(ErrorCode.CONFLICT, "This key was rotated before: rotate the newer one"));
    }

    private Uni<MadeKey> succeeded(ApiKey key, String madeBy) {
        String text = KeyText.make(key.mode);
        return persistAndFlush(key.successor(text, madeBy)).map(made -> new MadeKey(KeyView.of(made), text));
    }

    private static Uni<Integer> execute(String sql, Map<String, Object> with) {
        return Panache.getSession().chain(session -> {
            Mutiny.MutationQuery query = session.createNativeQuery(sql);
            with.forEach(query::setParameter);
            return query.executeUpdate();
        });
    }

    private static Uni<Void> reread(ApiKey key) {
        return Panache.getSession().chain(session -> session.refresh(key));
    }

    private Uni<ApiKey> existing(UUID id) {
        return find("id = ?1 and deletedAt is null", id)
                .firstResult()
                .onItem()
                .ifNull()
                .failWith(ApiKeyStore::notFound);
    }

    static ApiException notFound() {
        return new ApiException(ErrorCode.API_KEY_NOT_FOUND, "There is no API key with this id");
    }
}
