package dev.headrace.task.stream;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.task.lease.Leases;
import dev.headrace.task.signal.Signals;
import dev.headrace.task.worker.Roster;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The open streams of this replica, one for each worker; a new one takes over from an older one. */
@Singleton
class Streams implements Signals.Listener {
    private static final long TICK_MS = 1_000;

    private final Stream.Post post;
    private final Roster roster;
    private final Signals signals;
    private final Map<UUID, Open> open = new ConcurrentHashMap<>();
    private volatile boolean stopping;
    private volatile long timer;

    /** A stream and its event loop. */
    private record Open(Stream stream, Context context) {
        void run(Consumer<Stream> task) {
            context.runOnContext(v -> task.accept(stream));
        }
    }

    Streams(
            Vertx vertx,
            Leases leases,
            Clerk clerk,
            Roster roster,
            Signals signals,
            StreamMetrics metrics,
            StreamConfig config) {
        this.post = new Stream.Post(vertx, leases, clerk, metrics, config);
        this.signals = signals;
        this.roster = roster;
    }

    void start(@Observes StartupEvent event) {
        signals.listen(this);
        timer = post.vertx().setPeriodic(TICK_MS, tick -> tick());
    }

    /** Before the dispatcher sends its polls home: a stream would only ask again. */
    void stop(@Observes @Priority(1) ShutdownDelayInitiatedEvent event) {
        stopping = true;
        open.values().forEach(each -> each.run(Stream::stop));
    }

    void end(@Observes ShutdownEvent event) {
        post.vertx().cancelTimer(timer);
    }

    /** @throws ApiException UNAVAILABLE or OVERLOADED if there may be no more */
    void requireRoom() {
        if (stopping) {
            throw new ApiException(ErrorCode.UNAVAILABLE, "This replica is stopping; ask again");
        }
        if (open.size() >= post.config().connections()) {
            throw new ApiException(ErrorCode.OVERLOADED, "This replica has as many streams as it may");
        }
    }

    /** Takes a line that was opened for a worker. On its event loop. */
    void open(Line line, Stream.Holder holder, Context context) {
        Stream stream = new Stream(line, holder, post, context);
        Open made = new Open(stream, context);
        stream.open(() -> closed(made));
        Open before = open.put(stream.workerId(), made);
        if (before != null) {
            before.run(old -> old.close(Line.REPLACED, "The worker has opened another stream"));
        }
        post.metrics().open(open.size());
        if (stopping) {
            made.run(Stream::stop);
        }
    }

    @Override
    public void cancelled(UUID worker, UUID task, boolean revoked) {
        Open holder = open.get(worker);
        if (holder != null) {
            holder.run(
                    stream -> stream.cancel(revoked ? List.of() : List.of(task), revoked ? List.of(task) : List.of()));
        }
    }

    private void closed(Open ended) {
        open.remove(ended.stream().workerId(), ended);
        post.metrics().open(open.size());
    }

    private void tick() {
        open.values().forEach(each -> {
            boolean drains = roster.isDraining(each.stream().workerId());
            each.run(stream -> stream.tick(drains));
        });
    }
}
