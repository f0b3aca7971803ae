package dev.headrace.cache.namespace;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.quarkus.panache.common.Sort;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/**
 * The namespaces of all tenants. They are deleted by a statement, because of two entities that are removed at a time Hibernate
 * Reactive forgets one, with its transaction and connection (its issue 1713).
 */
@ApplicationScoped
public class NamespaceStore implements PanacheRepositoryBase<Namespace, UUID> {
    private static final String BY_NAME = "tenant = ?1 and name = ?2";

    private final NamespaceConfig config;
    private final Clock clock;

    public NamespaceStore(NamespaceConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    /** Creates a namespace; CONFLICT when there is one of this name, or the tenant has as many as it may. */
    @WithTransaction
    public Uni<NamespaceView> create(String tenant, NamespaceRequest.Checked request) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return count("tenant", tenant)
                .invoke(this::checkRoom)
                .chain(() -> count(BY_NAME, tenant, request.name()))
                .invoke(same -> checkNew(same, request.name()))
                .chain(() -> persist(Namespace.create(tenant, request, now)))
                .map(Namespace::view);
    }

    /** A tenant's namespaces by name. */
    @WithSession
    public Uni<List<NamespaceView>> all(String tenant) {
        return list("tenant", Sort.by("name"), tenant)
                .map(all -> all.stream().map(Namespace::view).toList());
    }

    /** One namespace; NAMESPACE_NOT_FOUND when the tenant has none of this name. */
    @WithSession
    public Uni<NamespaceView> get(String tenant, String name) {
        return one(tenant, name).map(Namespace::view);
    }

    /** Deletes a namespace and says which one it was; NAMESPACE_NOT_FOUND when the tenant has none of this name. */
    @WithTransaction
    public Uni<Policy> remove(String tenant, String name) {
        return one(tenant, name).map(Namespace::policy).call(policy -> delete("id", policy.id()));
    }

    private Uni<Namespace> one(String tenant, String name) {
        return find(BY_NAME, tenant, name).firstResult().onItem().ifNull().failWith(() -> notFound(name));
    }

    private void checkRoom(long present) {
        if (present >= config.maxPerTenant()) {
            throw new ApiException(
                    ErrorCode.CONFLICT,
                    "The tenant has " + present + " namespaces, as many as it may; delete one first");
        }
    }

    private static void checkNew(long same, String name) {
        if (same > 0) {
            throw new ApiException(ErrorCode.CONFLICT, "There is a namespace " + name);
        }
    }

    static ApiException notFound(String name) {
        return new ApiException(ErrorCode.NAMESPACE_NOT_FOUND, "There is no namespace " + name);
    }
}
