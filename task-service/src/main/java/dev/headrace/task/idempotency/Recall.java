package dev.headrace.task.idempotency;

import dev.headrace.platform.batch.GroupCommit;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * What Redis remembers of keys that were used lately: only that they were. So it spares a repeat the way of a new task, and
 * whatever Redis lost, kept too long or never heard of, the answer is PostgreSQL's. Without Redis no key is known.
 */
@Singleton
public class Recall {
    private static final Logger LOG = Logger.getLogger(Recall.class);
    private static final int MOST = 500;
    private static final int IN_FLIGHT = 2;
    private static final int WAITING = 10_000;

    private final Redis redis;
    private final IdempotencyConfig config;
    private final IdempotencyMetrics metrics;
    private final Trust trust;
    private final GroupCommit<Key, Boolean> singles;

    /** A key that was used, and for how many milliseconds it is kept. */
    public record Used(Key key, long ttlMs) {}

    Recall(Redis redis, IdempotencyConfig config, IdempotencyMetrics metrics) {
        this.redis = redis;
        this.config = config;
        this.metrics = metrics;
        this.trust = new Trust(config.recallRest());
        this.singles = new GroupCommit<>(new GroupCommit.Settings("keys", MOST, IN_FLIGHT, WAITING), this::knows);
    }

    /** Whether Redis is asked at present. */
    public boolean isTrusted() {
        return trust.holds(System.nanoTime());
    }

    /** Whether the key was used lately, as far as Redis knows. Never fails. */
    public Uni<Boolean> knows(Key key) {
        return isTrusted()
                ? singles.add(key).onFailure().recoverWithItem(false)
                : Uni.createFrom().item(false);
    }

    /** The same for up to a thousand keys, in their order. */
    public Uni<List<Boolean>> knows(List<Key> keys) {
        if (keys.isEmpty() || !isTrusted()) {
            return Uni.createFrom().item(nothing(keys));
        }
        Request get = Request.cmd(Command.MGET);
        keys.forEach(key -> get.arg(key.remembered()));
        return redis.send(get)
                .ifNoItem()
                .after(config.recallPatience())
                .fail()
                .map(answer -> answered(keys, answer))
                .onFailure()
                .recoverWithItem(failure -> failed(failure, keys));
    }

    private static List<Boolean> nothing(List<Key> keys) {
        return Collections.nCopies(keys.size(), false);
    }

    private List<Boolean> answered(List<Key> keys, Response answer) {
        regained();
        List<Boolean> known = new ArrayList<>(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            known.add(answer.get(i) != null);
        }
        return known;
    }

    private List<Boolean> failed(Throwable failure, List<Key> keys) {
        lost(failure);
        return nothing(keys);
    }

    /** Tells Redis that keys are in use. Nobody waits for it. */
    public void remember(Collection<Used> used) {
        if (used.isEmpty() || !isTrusted()) {
            return;
        }
        List<Request> commands = new ArrayList<>(used.size());
        for (Used u : used) {
            long ms = Math.min(u.ttlMs(), config.recall().toMillis());
            commands.add(Request.cmd(Command.SET)
                    .arg(u.key().remembered())
                    .arg("1")
                    .arg("PX")
                    .arg(ms));
        }
        redis.batch(commands).subscribe().with(done -> {}, this::lost);
    }

    private void regained() {
        if (trust.regained()) {
            LOG.info("redis remembers idempotency keys again");
        }
    }

    private void lost(Throwable failure) {
        metrics.recallFailed();
        if (trust.lost(System.nanoTime())) {
            LOG.warnf("redis does not remember idempotency keys, postgresql is asked for each error=%s", failure);
        }
    }
}
