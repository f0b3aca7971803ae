package dev.headrace.task.stream;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.api.Problems;
import dev.headrace.platform.api.Violations;
import dev.headrace.platform.identity.Identity;
import dev.headrace.task.lease.LeasedTask;
import dev.headrace.task.lease.Leases;
import dev.headrace.task.worker.Worker;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One open stream: a worker's messages in, tasks and answers out. Everything happens on the event loop of its socket.
 *
 * <p>Two bounds keep a stream small: it reads nothing more while {@link StreamConfig#underWay} messages are worked on or
 * too much waits to be written, and it leases nothing while too much waits.
 */
final class Stream implements Supply.Taker {
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** What all streams of this replica use. */
    record Post(Vertx vertx, Leases leases, Clerk clerk, StreamMetrics metrics, StreamConfig config) {}

    /** Whose stream it is. */
    record Holder(Worker worker, Identity caller, Leases.Terms terms) {}

    private final Line line;
    private final Holder holder;
    private final Post post;
    private final Context context;
    private final Supply supply;
    private Runnable ended = () -> {};
    private boolean draining;
    private boolean stopping;
    private boolean waitsForRoom;
    private int underWay;
    private int nonsense;
    private long nonsenseSince;
    private long fullSince;
    private long pinged = System.nanoTime();

    Stream(Line line, Holder holder, Post post, Context context) {
        this.line = line;
        this.holder = holder;
        this.post = post;
        this.context = context;
        this.supply = new Supply(post.leases(), holder.terms(), this, post.vertx(), context);
    }

    UUID workerId() {
        return holder.worker().id();
    }

    /** Starts to read; {@code whenEnded} is called once, however it ends. */
    void open(Runnable whenEnded) {
        ended = whenEnded;
        line.read(this::said, this::binary, this::closed);
    }

    private void closed() {
        supply.end();
        ended.run();
    }

    private void said(byte[] message) {
        Incoming read;
        try {
            read = Incoming.read(message);
            act(read);
        } catch (ApiException e) {
            nonsense(Incoming.refOf(message), e);
        }
    }

    private void binary() {
        nonsense(null, new ApiException(ErrorCode.MALFORMED_REQUEST, "A message must be JSON in a text frame"));
    }

    private void act(Incoming message) {
        switch (message) {
            case Incoming.Credit credit -> credit(credit);
            case Incoming.Outcomes said -> reply(said.ref(), post.clerk().answer(holder.caller(), said));
            case Incoming.Heartbeat said -> reply(said.ref(), post.clerk().answer(holder.worker(), said));
            case Incoming.Drain drain -> drain(drain.ref(), Outgoing.Reason.ASKED);
        }
    }

    private void credit(Incoming.Credit credit) {
        int most = post.config().maxCredits();
        int room = most - supply.credits();
        new Violations()
                .required("n", credit.n())
                .range("n", credit.n(), 1, most)
                .check(
                        credit.n() == null || credit.n() <= room || credit.n() > most,
                        "n",
                        "TOO_MANY",
                        "would make more than " + most + " credits; there are " + supply.credits())
                .orThrow();
        if (draining) {
            throw new ApiException(ErrorCode.CONFLICT, "This stream is drained: no more tasks come on it");
        }
        supply.add(credit.n() == null ? 0 : credit.n());
    }

    private void reply(@Nullable String ref, Uni<Outgoing> answer) {
        underWay++;
        flow();
        // A stream's own work: whatever comes of it is said to the worker.
        answer.subscribe()
                .with(
                        said -> context.runOnContext(v -> answered(said)),
                        failure -> context.runOnContext(v -> answered(Outgoing.Problem.of(ref, Problems.of(failure)))));
    }

    private void answered(Outgoing answer) {
        underWay--;
        say(answer);
        leaveIfDone();
    }

    private void say(Outgoing message) {
        line.send(message.text());
        flow();
    }

    /** Reads while there is room for what follows from it. */
    private void flow() {
        if (!line.isOpen()) {
            return;
        }
        boolean full = line.isFull();
        if (full && !waitsForRoom) {
            waitsForRoom = true;
            fullSince = System.nanoTime();
            line.onDrained(() -> context.runOnContext(v -> drained()));
        }
        if (full || underWay >= post.config().underWay()) {
            line.pause();
        } else {
            line.resume();
        }
    }

    private void drained() {
        if (waitsForRoom && !line.isFull()) {
            waitsForRoom = false;
            flow();
            supply.go();
        }
    }

    @Override
    public boolean hasRoom() {
        return line.isOpen() && !line.isFull();
    }

    @Override
    public long take(List<LeasedTask> tasks) {
        long size = 0;
        for (Parcel parcel : Parcel.of(tasks, post.config().maxTasksMessage())) {
            size += parcel.text().length();
            post.metrics().given(parcel.tasks().size());
            line.send(parcel.text()).onFailure(lost -> undelivered(parcel));
        }
        flow();
        return size;
    }

    private void undelivered(Parcel parcel) {
        post.metrics().returned(parcel.tasks().size());
        post.leases().giveBack(parcel.tasks());
    }

    @Override
    public void failed(Throwable failure) {
        say(Outgoing.Problem.of(null, Problems.of(failure)));
    }

    private void nonsense(@Nullable String ref, ApiException problem) {
        long now = System.nanoTime();
        if (now - nonsenseSince > MINUTE.toNanos()) {
            nonsenseSince = now;
            nonsense = 0;
        }
        say(Outgoing.Problem.of(ref, problem));
        if (++nonsense > post.config().badMessages()) {
            close(Line.POLICY, "Too many messages that make no sense");
        }
    }

    /** No more tasks come. Says so once for each reason that the worker has not heard of. */
    private void drain(@Nullable String ref, Outgoing.Reason reason) {
        boolean news = !draining;
        draining = true;
        supply.end();
        if (news || reason != Outgoing.Reason.WORKER) {
            say(new Outgoing.Drain(ref, reason));
        }
    }

    /** This replica stops: the worker is sent to another one as soon as it has its answers. */
    void stop() {
        drain(null, Outgoing.Reason.STOPPING);
        stopping = true;
        leaveIfDone();
    }

    private void leaveIfDone() {
        if (stopping && underWay == 0) {
            close(Line.RESTART, "This replica stops; come again");
        }
    }

    /** Tells of tasks that somebody wants stopped. */
    void cancel(List<UUID> cancel, List<UUID> stale) {
        say(new Outgoing.Cancel(cancel, stale));
    }

    /** What has to be looked at from time to time. */
    void tick(boolean workerDrains) {
        long now = System.nanoTime();
        if (line.silentFor(now) > post.config().silence().toNanos() && !waitsForRoom && underWay == 0) {
            close(Line.GOING_AWAY, "Nothing was heard for too long");
            return;
        }
        if (waitsForRoom && now - fullSince > post.config().patience().toNanos()) {
            post.metrics().tooSlow();
            close(Line.TOO_SLOW, "You do not read fast enough");
            return;
        }
        if (now - pinged > post.config().ping().toNanos()) {
            pinged = now;
            line.ping();
        }
        if (workerDrains && !draining) {
            drain(null, Outgoing.Reason.WORKER);
        }
        // The sign of life; a worker that was removed meanwhile has no stream.
        post.clerk().heard(holder.worker(), holder.caller()).subscribe().with(known -> {}, this::disowned);
    }

    private void disowned(Throwable failure) {
        if (Problems.of(failure).code() == ErrorCode.WORKER_NOT_FOUND) {
            context.runOnContext(v -> {
                // The roster may have forgotten the drain of a removed worker before the tick saw it.
                drain(null, Outgoing.Reason.WORKER);
                close(Line.NO_WORKER, "The worker is no more; register again");
            });
        }
    }

    void close(int code, String reason) {
        supply.end();
        line.close(code, reason);
        post.vertx().setTimer(LAST_WORDS.toMillis(), tick -> context.runOnContext(v -> line.cut()));
    }
}
