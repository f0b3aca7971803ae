package dev.headrace.gateway.health;

import dev.headrace.platform.api.Answer;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ManagedContext;
import io.smallrye.health.SmallRyeHealth;
import io.smallrye.health.SmallRyeHealthReporter;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.function.Supplier;

/** Health on the public port: {@code /health/live}, {@code /health/ready} and {@code /health/started}. */
@Singleton
public final class HealthRoutes {
    private final SmallRyeHealthReporter reporter;

    public HealthRoutes(SmallRyeHealthReporter reporter) {
        this.reporter = reporter;
    }

    void register(@Observes Router router) {
        router.get("/health/live").handler(rc -> answer(rc, reporter::getLivenessAsync));
        router.get("/health/ready").handler(rc -> answer(rc, reporter::getReadinessAsync));
        router.get("/health/started").handler(rc -> answer(rc, reporter::getStartupAsync));
        router.route("/health*")
                .last()
                .handler(rc -> Answer.end(
                        rc,
                        new ApiException(
                                ErrorCode.ROUTE_NOT_FOUND,
                                "There are /health/live, /health/ready and /health/started")));
    }

    private static void answer(RoutingContext rc, Supplier<Uni<SmallRyeHealth>> health) {
        ManagedContext requestScope = Arc.container().requestContext();
        requestScope.activate();
        try {
            health.get().subscribe().with(found -> write(rc, found), failure -> rc.fail(503, failure));
        } finally {
            requestScope.deactivate();
        }
    }

    private static void write(RoutingContext rc, SmallRyeHealth health) {
        rc.response()
                .setStatusCode(health.isDown() ? 503 : 200)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(health.getPayload().toString());
    }
}
