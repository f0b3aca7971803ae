package dev.headrace.gateway.docs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.gateway.proxy.Upstream;
import dev.headrace.gateway.proxy.Upstreams;
import dev.headrace.gateway.route.Service;
import dev.headrace.platform.api.JsonBytes;
import io.smallrye.faulttolerance.api.TypedGuard;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.util.TypeLiteral;
import jakarta.inject.Singleton;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** The services' own OpenAPI documents. A service that does not answer is represented by what it said last. */
@Singleton
public final class ServiceDocuments {
    private static final Logger LOG = Logger.getLogger(ServiceDocuments.class);
    private static final String DOCUMENT = "/q/openapi?format=JSON";

    private final List<Upstream> upstreams;
    private final Map<Service, TypedGuard<Uni<JsonNode>>> guards = new EnumMap<>(Service.class);
    private final Map<Service, JsonNode> last = new ConcurrentHashMap<>();

    /** What a service documents. */
    record Documented(Service service, JsonNode document) {}

    public ServiceDocuments(Upstreams upstreams) {
        this.upstreams = List.copyOf(upstreams.all());
        this.upstreams.forEach(upstream -> guards.put(upstream.service(), guard(upstream.service())));
    }

    /** After failures the breaker leaves the service in peace for a while instead of making every reader wait. */
    private static TypedGuard<Uni<JsonNode>> guard(Service service) {
        return TypedGuard.create(new TypeLiteral<Uni<JsonNode>>() {})
                .withDescription("openapi-" + service.wire())
                .withCircuitBreaker()
                .requestVolumeThreshold(4)
                .delay(5, ChronoUnit.SECONDS)
                .done()
                .build();
    }

    /** The documents of all services that ever answered, in the order of {@link Service}. */
    Uni<List<Documented>> all() {
        return Uni.join()
                .all(upstreams.stream().map(this::ask).toList())
                .andFailFast()
                .map(asked -> asked.stream().flatMap(Optional::stream).toList());
    }

    private Uni<Optional<Documented>> ask(Upstream upstream) {
        Service service = upstream.service();
        TypedGuard<Uni<JsonNode>> guard = guards.get(service);
        if (guard == null) {
            return Uni.createFrom().item(Optional.empty());
        }
        return guard.get(() -> fetch(upstream))
                .invoke(document -> last.put(service, document))
                .onFailure()
                .invoke(failure -> LOG.debugf(failure, "no API document service=%s", service.wire()))
                .onFailure()
                .recoverWithNull()
                .map(fresh -> Optional.ofNullable(last.get(service)).map(known -> new Documented(service, known)));
    }

    private static Uni<JsonNode> fetch(Upstream upstream) {
        return Uni.createFrom()
                .completionStage(() -> upstream.get(DOCUMENT).toCompletionStage())
                .map(bytes -> JsonBytes.tree(bytes.getBytes()));
    }
}
