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
 * Which services are ready, and of a service of several processes which of them. Says it without being down itself: a gateway that still reaches three services of four
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
                .all(upstreams.stream().map(UpstreamCheck::ready).toList())
                .andFailFast()
                .map(this::summary);
    }

    private static Uni<List<Boolean>> ready(Upstream upstream) {
        return Uni.createFrom().completionStage(() -> upstream.ready().toCompletionStage());
    }

    private HealthCheckResponse summary(List<List<Boolean>> ready) {
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("services").up();
        for (int i = 0; i < ready.size(); i++) {
            add(response, upstreams.get(i).service().wire(), ready.get(i));
        }
        return response.build();
    }

    private static void add(HealthCheckResponseBuilder response, String name, List<Boolean> instances) {
        response.withData(name, word(instances.contains(true)));
        for (int i = 0; i < instances.size() && instances.size() > 1; i++) {
            response.withData(name + "-" + (i + 1), word(instances.get(i)));
        }
    }

    private static String word(boolean ready) {
        return ready ? "UP" : "DOWN";
    }
}
