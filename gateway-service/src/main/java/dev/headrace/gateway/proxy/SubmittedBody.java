package dev.headrace.gateway.proxy;

import dev.headrace.gateway.limit.Charges;
import dev.headrace.gateway.limit.Submission;
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
final class SubmittedBody extends FlowingBody {
    private final Submission submission;
    private final Context own;
    private @Nullable Buffer last;
    private @Nullable Handler<Buffer> parts;
    private @Nullable Handler<Void> end;

    /** @param own where the body flows */
    SubmittedBody(ReadStream<Buffer> body, Submission submission, Context own) {
        super(body);
        this.own = own;
        this.submission = submission;
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
            fail(Problems.of(charged.cause()));
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
    public ReadStream<Buffer> endHandler(@Nullable Handler<Void> handler) {
        end = handler;
        body.endHandler(handler == null ? null : v -> over());
        return this;
    }
}
