package dev.headrace.gateway.wire;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.core.net.NetServerOptions;

/** Puts a {@link Doorkeeper} before every connection of the public port. */
final class WatchedTransport extends JDKTransport {
    /** Milliseconds; the default is 10 s. Nothing else of a server's own gets as far as here, so this tells the public one. */
    static final long PUBLIC = 10_001;

    private final WireConfig config;

    WatchedTransport(WireConfig config) {
        this.config = config;
    }

    @Override
    public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
        super.configure(options, domainSocket, bootstrap);
        if (options.getProxyProtocolTimeout() == PUBLIC) {
            bootstrap.handler(new Accepted(config));
        }
    }

    @Sharable
    private static final class Accepted extends ChannelInboundHandlerAdapter {
        private final WireConfig config;

        Accepted(WireConfig config) {
            this.config = config;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object accepted) {
            if (accepted instanceof Channel connection) {
                connection.pipeline().addFirst("doorkeeper", new Doorkeeper(config));
            }
            ctx.fireChannelRead(accepted);
        }
    }
}
