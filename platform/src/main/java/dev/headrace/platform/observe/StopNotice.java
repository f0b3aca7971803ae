package dev.headrace.platform.observe;

import dev.headrace.platform.identity.IdentityConfig;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Says in every answer of a service that it is stopping, from the moment it was told to: the gateway then sends it nothing
 * more, so that nothing is on its way when it ends.
 */
@Singleton
public final class StopNotice {
    /** Ends at the gateway. */
    public static final CharSequence HEADER = HttpHeaders.createOptimized("X-Headrace-Stopping");

    private static final CharSequence YES = HttpHeaders.createOptimized("1");
    private static final int BEFORE_ALL = 1_100;

    private final boolean inside;
    private volatile boolean stopping;

    public StopNotice(IdentityConfig identity) {
        this.inside = identity.required();
    }

    void onStop(@Observes ShutdownDelayInitiatedEvent event) {
        stopping = inside;
    }

    void register(@Observes Filters filters) {
        if (inside) {
            filters.register(this::tell, BEFORE_ALL);
        }
    }

    private void tell(RoutingContext rc) {
        if (stopping) {
            rc.response().putHeader(HEADER, YES);
        }
        rc.next();
    }
}
