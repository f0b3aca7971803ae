package dev.headrace.gateway.proxy;

import dev.headrace.platform.api.ApiException;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/** A body on its way, that may be kept from going on; it flows as fast as the one beneath. */
abstract class FlowingBody implements ReadStream<Buffer> {
    final ReadStream<Buffer> body;
    private @Nullable ApiException problem;
    private @Nullable Handler<Throwable> failed;

    FlowingBody(ReadStream<Buffer> body) {
        this.body = body;
    }

    /** Why it does not flow any more; null if it does. */
    final @Nullable ApiException problem() {
        return problem;
    }

    /** Lets its end never come. */
    final void fail(ApiException why) {
        problem = why;
        if (failed != null) {
            failed.handle(why);
        }
    }

    @Override
    public final ReadStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
        failed = handler;
        body.exceptionHandler(handler);
        return this;
    }

    @Override
    public final ReadStream<Buffer> pause() {
        body.pause();
        return this;
    }

    @Override
    public final ReadStream<Buffer> resume() {
        body.resume();
        return this;
    }

    @Override
    public final ReadStream<Buffer> fetch(long amount) {
        body.fetch(amount);
        return this;
    }
}
