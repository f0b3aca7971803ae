package dev.headrace.platform.egress;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way and its reply. The status decides as soon as it is there; of the body only the start is kept, and
 * a body that is too long or too slow is cut off. All but {@link #reply} and {@link #abort} runs on one event loop.
 */
public final class Exchange {
    private final Context context;
    private final Bounds bounds;
    private final Instant startedAt;
    private final long startedNanos = System.nanoTime();
    private final CompletableFuture<Reply> reply = new CompletableFuture<>();
    private final Buffer kept = Buffer.buffer();
    private @Nullable HttpClientRequest request;
    private @Nullable HttpClientResponse response;
    private int received;

    Exchange(Context context, Bounds bounds, Instant startedAt) {
        this.context = context;
        this.bounds = bounds;
        this.startedAt = startedAt;
    }

    /** Completes once, and never with a failure: what goes wrong is part of the reply. */
    public CompletableFuture<Reply> reply() {
        return reply;
    }

    /** Ends the exchange now, whatever it is waiting for; nobody wants its reply any more. */
    public void abort() {
        context.runOnContext(now -> cut(Fault.CONNECTION_LOST));
    }

    /** Ends the exchange when its time is over. */
    void expireAfter(Duration timeout) {
        long timer = context.owner().setTimer(Math.max(1, timeout.toMillis()), id -> cut(Fault.TIMEOUT));
        var _ = reply.whenComplete((done, failure) -> context.owner().cancelTimer(timer));
    }

    /**
     * Sends the request and reads the answer.
     *
     * @param lost told when no answer came; the exchange goes on until it is told to {@link #fail}
     */
    void send(HttpClientRequest connected, @Nullable Buffer body, Consumer<Fault> lost) {
        request = connected;
        if (reply.isDone()) {
            connected.reset();
            return;
        }
        connected.response().onSuccess(this::read).onFailure(failure -> noAnswer(failure, lost));
        var _ = body == null ? connected.end() : connected.end(body);
    }

    void fail(Fault fault) {
        reply.complete(Reply.failed(fault, startedAt, took()));
    }

    /** Cutting off an exchange that has its reply ends here too. */
    private void noAnswer(Throwable failure, Consumer<Fault> lost) {
        if (!reply.isDone()) {
            lost.accept(Faults.of(failure, Fault.CONNECTION_LOST));
        }
    }

    private void read(HttpClientResponse head) {
        response = head;
        head.handler(this::keep)
                .exceptionHandler(failure -> finish(head, false))
                .endHandler(end -> finish(head, received <= bounds.keptBytes()));
    }

    private void keep(Buffer part) {
        if (reply.isDone()) {
            return;
        }
        received += part.length();
        int room = bounds.keptBytes() - kept.length();
        kept.appendBuffer(part, 0, Math.min(room, part.length()));
        if (received > bounds.readBytes()) {
            cut(Fault.CONNECTION_LOST);
        }
    }

    /** With a status there is an answer, even if its body is not all there. */
    private void cut(Fault withoutStatus) {
        if (reply.isDone()) {
            return;
        }
        if (response == null) {
            fail(withoutStatus);
        } else {
            finish(response, false);
        }
        if (request != null) {
            request.reset();
        }
    }

    private void finish(HttpClientResponse head, boolean whole) {
        reply.complete(new Reply(head.statusCode(), null, head.headers(), kept, whole, startedAt, took()));
    }

    private Duration took() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }
}
