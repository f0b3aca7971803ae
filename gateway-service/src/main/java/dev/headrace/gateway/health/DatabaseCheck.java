package dev.headrace.gateway.health;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Whether keys can be looked up. */
@Readiness
@Singleton
public final class DatabaseCheck implements AsyncHealthCheck {
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private final Pool pool;

    public DatabaseCheck(Pool pool) {
        this.pool = pool;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return pool.query("select 1")
                .execute()
                .map(rows -> HealthCheckResponse.up("database"))
                .ifNoItem()
                .after(LONGEST)
                .fail()
                .onFailure()
                .recoverWithItem(HealthCheckResponse.down("database"));
    }
}
