package dev.headrace.gateway.health;

import dev.headrace.gateway.proxy.Upstream;
import dev.headrace.gateway.proxy.Upstreams;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Which services are ready. Says it without being down itself: a gateway that still reaches three services of four
 * must not be taken out of the rotation.
 */
@Readiness
@Singleton
public final class UpstreamCheck implements AsyncHealthCheck {
    private final List<Upstream> upstreams;

    public UpstreamCheck(Upstreams upstreams) {
        this.upstreams = List.copyOf(upstreams.all());
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.join()
                .all(upstreams.stream().map(UpstreamCheck::isReady).toList())
                .andFailFast()
                .map(this::summary);
    }

    private static Uni<Boolean> isReady(Upstream upstream) {
        return Uni.createFrom().completionStage(() -> upstream.isReady().toCompletionStage());
    }

    private HealthCheckResponse summary(List<Boolean> ready) {
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("services").up();
        for (int i = 0; i < ready.size(); i++) {
            response.withData(upstreams.get(i).service().wire(), ready.get(i) ? "UP" : "DOWN");
        }
        return response.build();
    }
}
