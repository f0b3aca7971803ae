package dev.headrace.gateway.proxy;

import dev.headrace.gateway.authn.Credentials;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;

/**
 * WebSockets are not compressed: the framework does not bound what a small frame may become. Whoever offers a credential as
 * subprotocol is answered the other one.
 */
@Singleton
final class SocketOptions implements HttpServerOptionsCustomizer {
    private static final int MAX_FRAME = 4 * 1024 * 1024;

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        options.setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setMaxWebSocketFrameSize(MAX_FRAME)
                .addWebSocketSubProtocol(Credentials.SUBPROTOCOL);
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        customizeHttpServer(options);
    }
}
