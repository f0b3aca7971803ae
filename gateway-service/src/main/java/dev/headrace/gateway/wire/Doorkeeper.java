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
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.FastThreadLocal;
import java.nio.channels.ClosedChannelException;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The first to see what a client sends: lets only bytes through that can be read in one way, and closes connections that keep
 * a request unfinished. One for each connection, on its event loop.
 */
// What Netty promises of a close or a timer is of no interest here.
@SuppressWarnings("FutureReturnValueIgnored")
final class Doorkeeper extends ChannelDuplexHandler {
    /** Only what is being read is in it; a connection that waits keeps none. */
    private static final FastThreadLocal<byte[]> COPY = new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
            return new byte[64 * 1024];
        }
    };

    /** Requests of one connection that may wait for their answers. */
    private static final int UNANSWERED = 100;
    /** Bytes of answers that a client may leave unread. */
    private static final long UNREAD = 8 << 20;

    /** For the answer to be read before the connection ends. */
    private static final long LAST_WORDS_MS = 500;

    private static final byte[] SWITCHING = "HTTP/1.1 101".getBytes(US_ASCII);
    private static final byte[] CONTINUE = "HTTP/1.1 100".getBytes(US_ASCII);
    private static final byte[] ANSWER = "HTTP/1.".getBytes(US_ASCII);

    private final WireConfig config;
    private final Framing framing = new Framing();
    private @Nullable Future<?> first;
    private boolean ssl;
    private boolean refused;
    private boolean watched;
    private boolean begun;
    private boolean answered;
    private long answers;
    private long bytes;

    Doorkeeper(WireConfig config) {
        this.config = config;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        first = ctx.executor().schedule(() -> ctx.close(), config.silence().toMillis(), TimeUnit.MILLISECONDS);
        ctx.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        begin();
        ctx.fireChannelInactive();
    }

    private void begin() {
        begun = true;
        if (first != null) {
            first.cancel(false);
            first = null;
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
        begin();
        if (refused) {
            ReferenceCountUtil.release(message);
            return;
        }
        read(in);
        String wrong = framing.wrong();
        if (wrong != null) {
            ReferenceCountUtil.release(message);
            refuse(ctx, wrong);
            return;
        }
        if (isFlood(ctx)) {
            ReferenceCountUtil.release(message);
            refused = true;
            ctx.close();
            return;
        }
        watch(ctx);
        ctx.fireChannelRead(message);
    }

    /** One request after the other without waiting for answers, or without reading them. */
    private boolean isFlood(ChannelHandlerContext ctx) {
        ChannelOutboundBuffer out = ctx.channel().unsafe().outboundBuffer();
        return framing.heads() - answers > UNANSWERED || (out != null && out.totalPendingWriteBytes() > UNREAD);
    }

    private void read(ByteBuf in) {
        byte[] copy = COPY.get();
        int end = in.writerIndex();
        for (int at = in.readerIndex(); at < end; at += copy.length) {
            int length = Math.min(copy.length, end - at);
            in.getBytes(at, copy, 0, length);
            framing.read(copy, 0, length);
            bytes += length;
        }
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
        Doorkeeper inner = new Doorkeeper(config);
        inner.ssl = true;
        begin();
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
        long patience = (head ? config.headPatience() : config.bodyPatience()).toMillis();
        ctx.executor().schedule(() -> look(ctx, head, before), patience, TimeUnit.MILLISECONDS);
    }

    private void look(ChannelHandlerContext ctx, boolean head, long before) {
        watched = false;
        boolean reading = ctx.channel().config().isAutoRead();
        if (head && framing.isInHead()) {
            refuse(ctx, ErrorCode.REQUEST_TIMEOUT, "The head of the request took too long");
        } else if (!head && framing.isInBody() && reading && bytes - before < config.bodyLeast()) {
            refuse(ctx, ErrorCode.REQUEST_TIMEOUT, "The body of the request came too slowly");
        } else {
            watch(ctx);
        }
    }

    private void refuse(ChannelHandlerContext ctx, String wrong) {
        refuse(ctx, ErrorCode.MALFORMED_REQUEST, "This is no request of HTTP/1.1: " + wrong);
    }

    /** An answer can only be given while no earlier request waits for its own, and none has begun. */
    private void refuse(ChannelHandlerContext ctx, ErrorCode code, String detail) {
        refused = true;
        if (answered || framing.heads() > (framing.isInBody() ? 1 : 0)) {
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

    /** Sees whether an answer begins, or the other protocol that was asked for. After the last words nothing is said. */
    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (refused) {
            ReferenceCountUtil.release(message);
            promise.tryFailure(new ClosedChannelException());
            return;
        }
        if (!framing.isRaw() && message instanceof ByteBuf out) {
            if (!begins(out, CONTINUE)) {
                answered = true;
                answers += begins(out, ANSWER) ? 1 : 0;
            }
            if (framing.wantsUpgrade() && begins(out, SWITCHING)) {
                framing.upgraded();
            }
        }
        ctx.write(message, promise);
    }

    private static boolean begins(ByteBuf out, byte[] start) {
        if (out.readableBytes() < start.length) {
            return false;
        }
        for (int i = 0; i < start.length; i++) {
            if (out.getByte(out.readerIndex() + i) != start[i]) {
                return false;
            }
        }
        return true;
    }
}
