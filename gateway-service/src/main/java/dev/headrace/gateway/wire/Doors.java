package dev.headrace.gateway.wire;

import io.quarkus.vertx.VertxOptionsCustomizer;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.core.spi.VertxMetricsFactory;
import io.vertx.core.spi.metrics.VertxMetrics;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;

/**
 * Gives Vert.x the transport that watches the public port. The framework lets nobody choose one, but a factory of metrics is
 * shown the builder; this one makes no metrics.
 */
@Singleton
public final class Doors implements VertxOptionsCustomizer, HttpServerOptionsCustomizer {
    private final WireConfig config;

    public Doors(WireConfig config) {
        this.config = config;
    }

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        options.setProxyProtocolTimeoutUnit(TimeUnit.MILLISECONDS).setProxyProtocolTimeout(WatchedTransport.PUBLIC);
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        customizeHttpServer(options);
    }

    @Override
    @SuppressWarnings("deprecation")
    public void accept(VertxOptions options) {
        options.setMetricsOptions(new MetricsOptions().setFactory(new Shown(config)));
    }

    private static final class Shown implements VertxMetricsFactory {
        private final WireConfig config;

        Shown(WireConfig config) {
            this.config = config;
        }

        @Override
        public void init(VertxBuilder builder) {
            builder.findTransport(new WatchedTransport(config));
        }

        @Override
        public VertxMetrics metrics(VertxOptions options) {
            throw new UnsupportedOperationException("this makes no metrics");
        }
    }
}
