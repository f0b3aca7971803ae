package dev.headrace.gateway.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/**
 * What the {@link Doorkeeper} is for HTTP/1, for a connection of HTTP/2: ends it when headers do not end, or
 * requests come without regard to our bounds. On its event loop.
 */
// What Netty promises of a close or a timer is of no interest here.
@SuppressWarnings("FutureReturnValueIgnored")
final class Streamkeeper extends ChannelInboundHandlerAdapter {
    /** Bytes with which a client begins HTTP/2 (RFC 9113, 3.4). The codec ends connections that begin otherwise. */
    static final int PREFACE = 24;

    private final long patienceMs;
    private final Frames frames;
    private boolean watched;

    /**
     * One connection.
     *
     * @param skip bytes of what this sees first that come before the first frame
     */
    Streamkeeper(WireConfig config, int skip) {
        this.patienceMs = config.headPatience().toMillis();
        this.frames = new Frames(skip);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf in) {
            Doorkeeper.each(in, frames::read);
        }
        if (frames.isFlood()) {
            ReferenceCountUtil.release(message);
            ctx.channel().close();
            return;
        }
        if (frames.isInHead() && !watched) {
            watched = true;
            long block = frames.blocks();
            ctx.executor().schedule(() -> look(ctx, block), patienceMs, TimeUnit.MILLISECONDS);
        }
        ctx.fireChannelRead(message);
    }

    private void look(ChannelHandlerContext ctx, long block) {
        watched = false;
        if (frames.isInHead() && frames.blocks() == block) {
            ctx.channel().close();
        }
    }
}
