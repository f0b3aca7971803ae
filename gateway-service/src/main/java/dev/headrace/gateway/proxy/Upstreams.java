package dev.headrace.gateway.proxy;

import dev.headrace.gateway.route.Service;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The services behind the gateway. */
@Singleton
public final class Upstreams {
    private final Map<Service, Upstream> all = new EnumMap<>(Service.class);
    private final Vertx vertx;
    private final long healthEveryMs;
    private volatile long timer;

    public Upstreams(Vertx vertx, UpstreamConfig addresses, ProxyConfig config) {
        this.vertx = vertx;
        this.healthEveryMs = config.healthEvery().toMillis();
        for (Service service : Service.values()) {
            if (service != Service.GATEWAY) {
                all.put(service, new Upstream(vertx, service, checked(service, addresses(service, addresses)), config));
            }
        }
    }

    void start(@Observes StartupEvent event) {
        timer = vertx.setPeriodic(healthEveryMs, tick -> all.values().forEach(Upstream::askHealth));
    }

    void stop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
    }

    /** @throws IllegalArgumentException for the gateway itself */
    public Upstream of(Service service) {
        Upstream upstream = all.get(service);
        if (upstream == null) {
            throw new IllegalArgumentException(service + " is not behind the gateway");
        }
        return upstream;
    }

    public Collection<Upstream> all() {
        return all.values();
    }

    private static List<URI> addresses(Service service, UpstreamConfig addresses) {
        return switch (service) {
            case TASK -> addresses.task();
            case CACHE -> addresses.cache();
            case ANALYTICS -> addresses.analytics();
            case WEBHOOK -> addresses.webhook();
            case GATEWAY -> throw new IllegalArgumentException("the gateway is not behind itself");
        };
    }

    private static List<URI> checked(Service service, List<URI> uris) {
        for (URI uri : uris) {
            if (!"http".equals(uri.getScheme())
                    || uri.getHost() == null
                    || !uri.getPath().isEmpty()) {
                throw new IllegalStateException("headrace.upstreams." + service.wire()
                        + " must be http://host:port, or several of them with commas between, not " + uri);
            }
        }
        return uris;
    }
}
