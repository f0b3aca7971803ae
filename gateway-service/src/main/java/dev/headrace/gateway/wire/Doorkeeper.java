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
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
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

    private static final byte[] CONTINUE = "HTTP/1.1 100".getBytes(US_ASCII);
    private static final byte[] SWITCHING = "HTTP/1.1 101".getBytes(US_ASCII);

    private final WireConfig config;
    private final Framing framing = new Framing();
    private @Nullable Future<?> first;
    private boolean ssl;
    private boolean refused;
    private boolean watched;
    private boolean begun;
    private boolean answered;
    private @Nullable Answers answers;
    private @Nullable Streamkeeper streams;
    private long bytes;

    Doorkeeper(WireConfig config) {
        this.config = config;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        expect(ctx);
        ctx.fireChannelActive();
    }

    private void expect(ChannelHandlerContext ctx) {
        first = ctx.executor().schedule(() -> ctx.close(), config.silence().toMillis(), TimeUnit.MILLISECONDS);
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
        if (refused) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (streams != null) {
            streams.channelRead(ctx, message);
            return;
        }
        if (!(message instanceof ByteBuf in) || framing.isRaw()) {
            ctx.fireChannelRead(message);
            return;
        }
        if (!begun && encrypted(ctx, message)) {
            return;
        }
        begin();
        long before = framing.taken();
        each(in, framing::read);
        bytes += in.readableBytes();
        String wrong = isUnagreed(ctx) ? "HTTP/2 was not agreed on" : framing.wrong();
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
        if (framing.isHttp2()) {
            follow(Math.toIntExact(framing.taken() - before)).channelRead(ctx, message);
            return;
        }
        ctx.fireChannelRead(message);
    }

    /**
     * From now on frames are followed. Where HTTP/1 was left its bytes have been read, and HTTP/2's first lines come next.
     *
     * @param skip bytes of what is passed on next that have been read
     */
    private Streamkeeper follow(int skip) {
        Streamkeeper made = new Streamkeeper(config, skip + (framing.heads() > 0 ? Streamkeeper.PREFACE : 0));
        streams = made;
        return made;
    }

    /** An upgrade to HTTP/2 takes all handlers of HTTP/1 away, this one with them, when it has the end of its request. */
    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (!ctx.channel().isActive()) {
            return;
        }
        if (streams != null) {
            ctx.pipeline().addFirst("streamkeeper", streams);
        } else {
            ctx.channel().close();
        }
    }

    /** Whether a client begins with HTTP/2 where it has agreed on HTTP/1, so that all it says would be read as that. */
    private boolean isUnagreed(ChannelHandlerContext ctx) {
        return framing.isRaw() && framing.heads() == 0 && ctx.pipeline().get(HttpRequestDecoder.class) != null;
    }

    /** One request after the other without waiting for answers, or without reading them. */
    private boolean isFlood(ChannelHandlerContext ctx) {
        ChannelOutboundBuffer out = ctx.channel().unsafe().outboundBuffer();
        long given = answers == null ? 0 : answers.given();
        return framing.heads() - given > UNANSWERED || (out != null && out.totalPendingWriteBytes() > UNREAD);
    }

    /** Reads bytes without taking them. */
    interface Reader {
        void read(byte[] bytes, int from, int to);
    }

    static void each(ByteBuf in, Reader reader) {
        byte[] copy = COPY.get();
        int end = in.writerIndex();
        for (int at = in.readerIndex(); at < end; at += copy.length) {
            int length = Math.min(copy.length, end - at);
            in.getBytes(at, copy, 0, length);
            reader.read(copy, 0, length);
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
        inner.expect(ctx.pipeline().context(inner));
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

    /** After the last words nothing is said. */
    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (refused) {
            ReferenceCountUtil.release(message);
            promise.tryFailure(new ClosedChannelException());
            return;
        }
        if (!answered && !framing.isRaw() && message instanceof ByteBuf out && out.isReadable()) {
            first(ctx, out);
        }
        ctx.write(message, promise);
    }

    /**
     * The first bytes on a connection begin an answer, so no client has a say in them. Later ones may be of a body: from then
     * on answers are seen before they are bytes.
     */
    private void first(ChannelHandlerContext ctx, ByteBuf out) {
        boolean interim = begins(out, CONTINUE);
        boolean switching = begins(out, SWITCHING);
        answered = !interim;
        ChannelHandlerContext encoder = answers == null ? ctx.pipeline().context(HttpResponseEncoder.class) : null;
        if (encoder != null) {
            answers = new Answers(interim || switching ? 0 : 1, this::upgraded);
            ctx.pipeline().addAfter(encoder.name(), "doorkeeper-answers", answers);
        }
        if (switching) {
            upgraded();
        }
    }

    private void upgraded() {
        if (framing.wantsUpgrade()) {
            framing.upgraded();
        }
        if (framing.isHttp2() && streams == null) {
            follow(0);
        }
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
