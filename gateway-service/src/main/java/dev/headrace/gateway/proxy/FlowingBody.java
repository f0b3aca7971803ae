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
    private boolean waiting;
    private long waits;

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

    /** Whether nobody is ready to take more of it. */
    final boolean isWaiting() {
        return waiting;
    }

    /** How often it had to wait for who takes it. */
    final long waits() {
        return waits;
    }

    @Override
    public final ReadStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
        failed = handler;
        body.exceptionHandler(handler);
        return this;
    }

    @Override
    public final ReadStream<Buffer> pause() {
        waiting = true;
        waits++;
        body.pause();
        return this;
    }

    @Override
    public final ReadStream<Buffer> resume() {
        waiting = false;
        body.resume();
        return this;
    }

    @Override
    public final ReadStream<Buffer> fetch(long amount) {
        body.fetch(amount);
        return this;
    }
}
