package dev.headrace.task.stream;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;

/** Bounds the WebSockets of this service. Compression is off: a small message could become any number of bytes. */
@Singleton
class SocketOptions implements HttpServerOptionsCustomizer {
    private final StreamConfig config;

    SocketOptions(StreamConfig config) {
        this.config = config;
    }

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        options.setMaxWebSocketFrameSize(config.maxMessage())
                .setMaxWebSocketMessageSize(config.maxMessage())
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false);
    }
}
