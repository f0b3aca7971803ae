package dev.headrace.webhook.endpoint;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.webhook.signing.Secret;
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
 * The subscriptions of all tenants; every method stays inside the caller's scope. They are deleted by a statement, because of two
 * entities that are removed at a time Hibernate Reactive forgets one, with its transaction and connection (its issue 1713).
 */
@ApplicationScoped
public class EndpointStore implements PanacheRepositoryBase<Endpoint, UUID> {
    private final EndpointConfig config;
    private final Clock clock;

    public EndpointStore(EndpointConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    /** Creates a subscription with a new secret; CONFLICT when the tenant has as many as it may. */
    @WithTransaction
    public Uni<EndpointView> create(Scope scope, EndpointRequest request) {
        return count("tenant", scope.tenant())
                .invoke(this::checkRoom)
                .chain(() -> persist(fresh(scope, request)))
                .map(endpoint -> endpoint.view(true));
    }

    /** All subscriptions in scope, oldest first. */
    @WithSession
    public Uni<List<EndpointView>> list(Scope scope) {
        return list("tenant", Sort.by("id"), scope.tenant())
                .map(endpoints -> endpoints.stream()
                        .filter(endpoint -> endpoint.isVisibleTo(scope))
                        .map(endpoint -> endpoint.view(false))
                        .toList());
    }

    /** One subscription; WEBHOOK_NOT_FOUND when it is not in scope. */
    @WithSession
    public Uni<EndpointView> get(Scope scope, UUID id) {
        return visible(scope, id).map(endpoint -> endpoint.view(false));
    }

    /** Changes what the request names; WEBHOOK_NOT_FOUND when it is not in scope. */
    @WithTransaction
    public Uni<EndpointView> change(Scope scope, UUID id, EndpointRequest request) {
        return visible(scope, id)
                .map(endpoint -> endpoint.change(request, now()))
                .map(endpoint -> endpoint.view(false));
    }

    /** Deletes a subscription with its deliveries; WEBHOOK_NOT_FOUND when it is not in scope. */
    @WithTransaction
    public Uni<Void> remove(Scope scope, UUID id) {
        return visible(scope, id).chain(found -> delete("id", id)).replaceWithVoid();
    }

    private Uni<Endpoint> visible(Scope scope, UUID id) {
        return findById(id)
                .onItem()
                .transform(endpoint -> endpoint != null && endpoint.isVisibleTo(scope) ? endpoint : null)
                .onItem()
                .ifNull()
                .failWith(() -> new ApiException(ErrorCode.WEBHOOK_NOT_FOUND, "There is no webhook " + id));
    }

    private void checkRoom(long present) {
        if (present >= config.maxPerTenant()) {
            throw new ApiException(
                    ErrorCode.CONFLICT, "The tenant has " + present + " webhooks, as many as it may; delete one first");
        }
    }

    private Endpoint fresh(Scope scope, EndpointRequest request) {
        return Endpoint.create(newId(), scope, request, Secret.random().reveal(), now());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** A UUID of version 7: its first 48 bits are the time, so that ids sort by age. */
    private UUID newId() {
        UUID random = UUID.randomUUID();
        long time = (clock.millis() << 16) | 0x7000 | (random.getMostSignificantBits() & 0xfff);
        return new UUID(time, random.getLeastSignificantBits());
    }
}
