package dev.headrace.gateway.limit;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The counts in Redis: one script, one connection, and a bounded time for every answer. After one that is late or fails,
 * nobody asks again until a new connection answers; so an absent Redis costs the requests of one moment that time, and
 * later ones nothing.
 */
@Singleton
final class RedisLedger implements Ledger {
    private static final Logger LOG = Logger.getLogger(RedisLedger.class);

    /** The arithmetic of {@link SlidingWindow}, with the clock of Redis. Gives granted, left, reset and retry. */
    private static final String DRAW = """
        local t = redis.call('TIME')
        local now = t[1] * 1000 + math.floor(t[2] / 1000)
        local limit, w, wanted, owed = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
        local index, into = math.floor(now / w), now % w
        local s = redis.call('HMGET', KEYS[1], 'i', 'c', 'p')
        local i, c, p = tonumber(s[1]) or index, tonumber(s[2]) or 0, tonumber(s[3]) or 0
        if i == index - 1 then p = c; c = 0 elseif i ~= index and i ~= index + 1 then p = 0; c = 0 end
        c = math.max(0, c + owed)
        local used = c + p * (1 - into / w)
        local free = math.max(0, math.floor(limit - used))
        local granted = math.min(wanted, free)
        c = c + granted
        if granted ~= 0 or owed ~= 0 then
          redis.call('HSET', KEYS[1], 'i', index, 'c', c, 'p', p)
          redis.call('PEXPIRE', KEYS[1], 2 * w)
        end
        local over, retry = used + granted - (limit - 1), 0
        if over > 0 then
          if c <= limit - 1 then retry = math.ceil(over / p * w)
          else retry = w - into + math.ceil((limit < 1 and 1 or 1 - (limit - 1) / c) * w) end
        end
        return {granted, free - granted, w - into, retry}
        """;

    /** Says that this gateway lives, and counts those that said so of late. */
    private static final String BEAT = """
        local t = redis.call('TIME')
        redis.call('ZADD', KEYS[1], t[1], ARGV[1])
        redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', t[1] - 10)
        return redis.call('ZCARD', KEYS[1])
        """;

    private static final String GATEWAYS = "headrace:gateways";

    private final String id = UUID.randomUUID().toString();
    private final Vertx vertx;
    private final Redis redis;
    private final LimitConfig config;
    private final AtomicBoolean connecting = new AtomicBoolean();
    private volatile @Nullable Line line;
    private volatile int replicas = 1;
    private volatile long timer;
    private volatile boolean complained;

    /** A connection that knows both scripts. */
    private record Line(RedisConnection connection, String draw, String beat) {}

    RedisLedger(Vertx vertx, Redis redis, LimitConfig config) {
        this.vertx = vertx;
        this.redis = redis;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        if (config.enabled()) {
            timer = vertx.setPeriodic(config.beat().toMillis(), tick -> beat());
            connect();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
        Line last = line;
        if (last != null) {
            line = null;
            last.connection()
                    .send(Request.cmd(Command.ZREM).arg(GATEWAYS).arg(id))
                    .onComplete(done -> last.connection().close());
        }
    }

    @Override
    public boolean isAway() {
        return line == null;
    }

    @Override
    public int replicas() {
        return replicas;
    }

    @Override
    public Future<Grant> draw(String count, long limit, long windowMs, long wanted, long owed) {
        Line present = line;
        if (present == null) {
            return Future.failedFuture("Redis is away");
        }
        Request script = Request.cmd(Command.EVALSHA)
                .arg(present.draw())
                .arg(1)
                .arg(count)
                .arg(limit)
                .arg(windowMs)
                .arg(wanted)
                .arg(owed);
        return ask(present, script).map(RedisLedger::grant);
    }

    private static Grant grant(Response answer) {
        return new Grant(number(answer.get(0)), number(answer.get(1)), number(answer.get(2)), number(answer.get(3)));
    }

    private static long number(Response answer) {
        return Long.parseLong(answer.toString());
    }

    private Future<Response> ask(Line on, Request request) {
        return inTime(sent(on.connection(), request)).onFailure(failure -> lost(on, failure));
    }

    /** No script of ours answers with nil. */
    private static Future<Response> sent(RedisConnection connection, Request request) {
        return connection
                .send(request)
                .compose(answer -> answer == null
                        ? Future.<Response>failedFuture("Redis answered nothing")
                        : Future.succeededFuture(answer));
    }

    private <T> Future<T> inTime(Future<T> answer) {
        Promise<T> promise = Promise.promise();
        long late = vertx.setTimer(
                config.patience().toMillis(), tick -> promise.tryFail(new TimeoutException("Redis did not answer")));
        answer.onComplete(done -> {
            vertx.cancelTimer(late);
            if (done.succeeded()) {
                promise.tryComplete(done.result());
            } else {
                promise.tryFail(done.cause());
            }
        });
        return promise.future();
    }

    private void lost(Line which, Throwable failure) {
        if (which.equals(line)) {
            line = null;
            complain(failure);
            which.connection().close();
        }
    }

    private void complain(Throwable failure) {
        if (!complained) {
            complained = true;
            LOG.warnf("limits are counted without Redis, each gateway has its share error=%s", failure);
        }
    }

    private void beat() {
        Line present = line;
        if (present == null) {
            connect();
            return;
        }
        Request script = Request.cmd(Command.EVALSHA)
                .arg(present.beat())
                .arg(1)
                .arg(GATEWAYS)
                .arg(id);
        ask(present, script).onSuccess(answer -> replicas = Math.toIntExact(Math.max(1, number(answer))));
    }

    private void connect() {
        if (!connecting.compareAndSet(false, true)) {
            return;
        }
        Future<RedisConnection> opened = redis.connect();
        inTime(opened.compose(this::prepared))
                .onSuccess(this::opened)
                .onFailure(failure -> {
                    complain(failure);
                    opened.onSuccess(RedisConnection::close);
                })
                .onComplete(done -> connecting.set(false));
    }

    private Future<Line> prepared(RedisConnection connection) {
        return load(connection, DRAW)
                .compose(draw -> load(connection, BEAT).map(beat -> new Line(connection, draw, beat)));
    }

    private static Future<String> load(RedisConnection connection, String script) {
        return sent(connection, Request.cmd(Command.SCRIPT).arg("LOAD").arg(script))
                .map(Response::toString);
    }

    private void opened(Line fresh) {
        fresh.connection().endHandler(ended -> lost(fresh, new java.io.IOException("the connection to Redis ended")));
        fresh.connection().exceptionHandler(failure -> lost(fresh, failure));
        line = fresh;
        if (complained) {
            complained = false;
            LOG.info("limits are counted in Redis again");
        }
        beat();
    }
}
