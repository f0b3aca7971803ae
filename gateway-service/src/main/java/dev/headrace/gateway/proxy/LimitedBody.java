package dev.headrace.gateway.proxy;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/** A body that flows, and fails when it grows over its limit or is nested too deep. */
final class LimitedBody extends FlowingBody {
    private final long limit;
    private final @Nullable Nesting nesting;
    private long seen;
    private boolean over;

    /**
     * A body.
     *
     * @param limit in bytes
     * @param nesting null for a body that is no JSON
     */
    LimitedBody(ReadStream<Buffer> body, long limit, @Nullable Nesting nesting) {
        super(body);
        this.limit = limit;
        this.nesting = nesting;
    }

    /** How many bytes have come. */
    long seen() {
        return seen;
    }

    /** Whether its end has come. */
    boolean isOver() {
        return over;
    }

    @Override
    public ReadStream<Buffer> handler(@Nullable Handler<Buffer> handler) {
        body.handler(handler == null ? null : chunk -> pass(chunk, handler));
        return this;
    }

    private void pass(Buffer chunk, Handler<Buffer> handler) {
        if (problem() != null) {
            return;
        }
        seen += chunk.length();
        if (seen > limit) {
            fail(Failures.tooLarge(limit));
        } else if (nesting != null && !nesting.admits(chunk)) {
            fail(Nesting.refusal());
        } else {
            handler.handle(chunk);
        }
    }

    @Override
    public ReadStream<Buffer> endHandler(@Nullable Handler<Void> handler) {
        body.endHandler(end -> {
            over = true;
            if (handler != null) {
                handler.handle(null);
            }
        });
        return this;
    }
}
