package dev.headrace.webhook.deliver;

import dev.headrace.webhook.deliver.Answer.Fault;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way and its answer. The status decides as soon as it is there; of the body only the start is kept,
 * and a body that is too long or too slow is cut off. All methods run on one event loop.
 */
final class Exchange {
    /** What the delivery log keeps of an answer. */
    static final int EXCERPT_BYTES = 4 * 1_024;
    /** Reading on to this size keeps the connection usable; beyond it closing is cheaper. */
    private static final int BODY_BYTES = 64 * 1_024;

    private final Instant startedAt;
    private final long startedNanos = System.nanoTime();
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private final Buffer excerpt = Buffer.buffer();
    private @Nullable HttpClientRequest request;
    private @Nullable HttpClientResponse response;
    private int received;

    Exchange(Instant startedAt) {
        this.startedAt = startedAt;
    }

    CompletableFuture<Answer> answer() {
        return answer;
    }

    /** Ends the exchange when its time is over, whatever it is waiting for. */
    void expireAfter(Vertx vertx, Duration timeout) {
        long timer = vertx.setTimer(timeout.toMillis(), id -> cut(Fault.TIMEOUT));
        var _ = answer.whenComplete((done, failure) -> vertx.cancelTimer(timer));
    }

    /**
     * Sends the body and reads the answer.
     *
     * @param lost told when no answer came; the exchange goes on until it is told to {@link #fail}
     */
    void send(HttpClientRequest connected, Buffer body, Consumer<Fault> lost) {
        request = connected;
        if (answer.isDone()) {
            connected.reset();
            return;
        }
        connected.response().onSuccess(this::read).onFailure(failure -> noAnswer(failure, lost));
        connected.end(body);
    }

    void fail(Fault fault) {
        answer.complete(Answer.failed(fault, startedAt, took()));
    }

    /** Cutting off an exchange that has its answer ends here too. */
    private void noAnswer(Throwable failure, Consumer<Fault> lost) {
        if (!answer.isDone()) {
            lost.accept(Faults.of(failure, Fault.CONNECTION_LOST));
        }
    }

    private void read(HttpClientResponse head) {
        response = head;
        head.handler(this::keep).exceptionHandler(failure -> finish(head)).endHandler(end -> finish(head));
    }

    private void keep(Buffer part) {
        received += part.length();
        int room = EXCERPT_BYTES - excerpt.length();
        excerpt.appendBuffer(part, 0, Math.min(room, part.length()));
        if (received > BODY_BYTES) {
            cut(Fault.CONNECTION_LOST);
        }
    }

    /** With a status there is an answer, even if its body is not all there. */
    private void cut(Fault withoutStatus) {
        if (response == null) {
            fail(withoutStatus);
        } else {
            finish(response);
        }
        if (request != null) {
            request.reset();
        }
    }

    private void finish(HttpClientResponse head) {
        Duration retryAfter = RetryAfter.parse(head.getHeader("retry-after"), startedAt.plus(took()));
        answer.complete(new Answer(head.statusCode(), null, text(), retryAfter, startedAt, took()));
    }

    /** PostgreSQL's text has no NUL. */
    private String text() {
        return new String(excerpt.getBytes(), StandardCharsets.UTF_8).replace('\0', '\uFFFD');
    }

    private Duration took() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }
}
