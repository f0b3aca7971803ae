package dev.headrace.gateway.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.Envelope;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.api.Exchange;
import dev.headrace.platform.api.JsonBytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * The first to see what a client sends: lets only bytes through that can be read in one way, and closes connections that keep
 * a request unfinished. One for each connection, on its event loop.
 */
// What Netty promises of a close or a timer is of no interest here.
@SuppressWarnings("FutureReturnValueIgnored")
final class Doorkeeper extends ChannelDuplexHandler {
    /** A head has so long from its first byte. */
    private static final long HEAD_MS = 5_000;
    /** A connection has so long for its first byte. */
    private static final long FIRST_MS = 60_000;
    /** A body that we are ready to read has to bring so many bytes in so long. */
    private static final long BODY_MS = 10_000;

    private static final long BODY_BYTES = 1_024;
    /** For the answer to be read before the connection ends. */
    private static final long LAST_WORDS_MS = 500;

    private static final byte[] SWITCHING = "HTTP/1.1 101".getBytes(US_ASCII);

    private final Framing framing = new Framing();
    private byte[] copy = new byte[1024];
    private boolean ssl;
    private boolean refused;
    private boolean watched;
    private boolean begun;
    private long bytes;

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.executor().schedule(() -> first(ctx), FIRST_MS, TimeUnit.MILLISECONDS);
        ctx.fireChannelActive();
    }

    private void first(ChannelHandlerContext ctx) {
        if (!begun) {
            ctx.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf in) || framing.isRaw()) {
            ctx.fireChannelRead(message);
            return;
        }
        if (!begun && encrypted(ctx, message)) {
            return;
        }
        begun = true;
        if (refused) {
            ReferenceCountUtil.release(message);
            return;
        }
        int length = in.readableBytes();
        if (copy.length < length) {
            copy = new byte[length];
        }
        in.getBytes(in.readerIndex(), copy, 0, length);
        framing.read(copy, 0, length);
        bytes += length;
        String wrong = framing.wrong();
        if (wrong != null) {
            ReferenceCountUtil.release(message);
            refuse(ctx, wrong);
            return;
        }
        watch(ctx);
        ctx.fireChannelRead(message);
    }

    /** Behind the cipher there is something to read: moves there. */
    private boolean encrypted(ChannelHandlerContext ctx, Object message) {
        if (ssl) {
            return false;
        }
        ssl = true;
        ChannelHandlerContext cipher = ctx.pipeline().context(SslHandler.class);
        if (cipher == null) {
            return false;
        }
        Doorkeeper inner = new Doorkeeper();
        inner.ssl = true;
        begun = true;
        ctx.pipeline().addAfter(cipher.name(), "doorkeeper-tls", inner);
        framing.upgraded();
        ctx.fireChannelRead(message);
        return true;
    }

    /** A request that came whole is not watched. */
    private void watch(ChannelHandlerContext ctx) {
        if (watched || !(framing.isInHead() || framing.isInBody())) {
            return;
        }
        watched = true;
        boolean head = framing.isInHead();
        long before = bytes;
        ctx.executor().schedule(() -> look(ctx, head, before), head ? HEAD_MS : BODY_MS, TimeUnit.MILLISECONDS);
    }

    private void look(ChannelHandlerContext ctx, boolean head, long before) {
        watched = false;
        boolean reading = ctx.channel().config().isAutoRead();
        if (head && framing.isInHead()) {
            refuse(ctx, ErrorCode.REQUEST_TIMEOUT, "The head of the request took too long");
        } else if (!head && framing.isInBody() && reading && bytes - before < BODY_BYTES) {
            refused = true;
            ctx.close();
        } else {
            watch(ctx);
        }
    }

    private void refuse(ChannelHandlerContext ctx, String wrong) {
        refuse(ctx, ErrorCode.MALFORMED_REQUEST, "This is no request of HTTP/1.1: " + wrong);
    }

    /** An answer can only be given while no earlier request waits for its own. */
    private void refuse(ChannelHandlerContext ctx, ErrorCode code, String detail) {
        refused = true;
        if (!framing.isFirst()) {
            ctx.close();
            return;
        }
        ctx.writeAndFlush(answer(new ApiException(code, detail)));
        ctx.executor().schedule(() -> ctx.close(), LAST_WORDS_MS, TimeUnit.MILLISECONDS);
    }

    private static ByteBuf answer(ApiException problem) {
        Exchange exchange = new Exchange(UUID.randomUUID().toString(), System.nanoTime());
        byte[] body = JsonBytes.write(Envelope.error(problem, exchange.meta()));
        String head =
                "HTTP/1.1 " + problem.code().status() + " " + problem.code().title() + "\r\n"
                        + "Content-Type: application/json\r\nConnection: close\r\nX-Request-Id: " + exchange.requestId()
                        + "\r\nContent-Length: " + body.length + "\r\n\r\n";
        return Unpooled.wrappedBuffer(head.getBytes(UTF_8), body);
    }

    /** Whether the other protocol that was asked for begins. */
    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (framing.wantsUpgrade() && !framing.isRaw() && message instanceof ByteBuf out && switches(out)) {
            framing.upgraded();
        }
        ctx.write(message, promise);
    }

    private static boolean switches(ByteBuf out) {
        if (out.readableBytes() < SWITCHING.length) {
            return false;
        }
        for (int i = 0; i < SWITCHING.length; i++) {
            if (out.getByte(out.readerIndex() + i) != SWITCHING[i]) {
                return false;
            }
        }
        return true;
    }
}
