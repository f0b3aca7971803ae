package dev.headrace.gateway.proxy;

import dev.headrace.gateway.limit.Charges;
import dev.headrace.gateway.limit.Submission;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.Problems;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/**
 * A body with tasks that is too large to be read first. It flows, one part behind; its last part is let through only
 * when its tasks have been charged. A service that never gets the end does nothing.
 */
final class SubmittedBody implements ReadStream<Buffer> {
    private final ReadStream<Buffer> body;
    private final Submission submission;
    private final Context own;
    private @Nullable Buffer last;
    private @Nullable Handler<Buffer> parts;
    private @Nullable Handler<Void> end;
    private @Nullable Handler<Throwable> failed;
    private @Nullable ApiException refused;

    /** @param own where the body flows */
    SubmittedBody(ReadStream<Buffer> body, Submission submission, Context own) {
        this.own = own;
        this.body = body;
        this.submission = submission;
    }

    /** Why the end was kept back, if it was. */
    @Nullable
    ApiException refused() {
        return refused;
    }

    private void pass(Buffer part) {
        submission.read(part);
        Buffer before = last;
        last = part;
        if (before != null && parts != null) {
            parts.handle(before);
        }
    }

    private void over() {
        Future<Charges> charged = submission.charge();
        if (charged.isComplete()) {
            finish(charged);
            return;
        }
        charged.onComplete(done -> own.runOnContext(v -> finish(done)));
    }

    private void finish(AsyncResult<Charges> charged) {
        if (charged.failed()) {
            refused = Problems.of(charged.cause());
            if (failed != null) {
                failed.handle(refused);
            }
            return;
        }
        if (last != null && parts != null) {
            parts.handle(last);
        }
        if (end != null) {
            end.handle(null);
        }
    }

    @Override
    public ReadStream<Buffer> handler(@Nullable Handler<Buffer> handler) {
        parts = handler;
        body.handler(handler == null ? null : this::pass);
        return this;
    }

    @Override
    public ReadStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
        failed = handler;
        body.exceptionHandler(handler);
        return this;
    }

    @Override
    public ReadStream<Buffer> endHandler(@Nullable Handler<Void> handler) {
        end = handler;
        body.endHandler(handler == null ? null : v -> over());
        return this;
    }

    @Override
    public ReadStream<Buffer> pause() {
        body.pause();
        return this;
    }

    @Override
    public ReadStream<Buffer> resume() {
        body.resume();
        return this;
    }

    @Override
    public ReadStream<Buffer> fetch(long amount) {
        body.fetch(amount);
        return this;
    }
}
