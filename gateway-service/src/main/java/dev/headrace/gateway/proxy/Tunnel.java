package dev.headrace.gateway.proxy;

import dev.headrace.gateway.apikey.KnownKey;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/**
 * A client's WebSocket and the one to the service behind it. Data, close codes and back-pressure go through in both
 * directions; pings are answered on each side. A break of one side is a code on the other.
 */
final class Tunnel {
    static final int GOING_AWAY = 1001;
    /** Service restart (registered with IANA): connect again. */
    static final int RESTART = 1012;
    /** Try again later (registered with IANA). */
    static final int TOO_SLOW = 1013;
    /** Ours: the key is no longer valid. */
    static final int KEY_ENDED = 4401;

    private static final long LAST_WORDS_MS = 5_000;

    private final TunnelEnd client;
    private final TunnelEnd service;
    private final KnownKey key;
    private final Vertx vertx;
    private final Context context;
    private final TunnelConfig config;
    private Ended ended = (cause, code) -> {};
    private Cause cause = Cause.CLIENT;
    private int code;
    private boolean closing;
    private boolean over;
    private long pinged = System.nanoTime();

    /** Who or what ended a tunnel. */
    enum Cause {
        CLIENT,
        SERVICE,
        SILENT,
        SLOW,
        KEY,
        STOPPING
    }

    /** Told once, with the code that the client sent or got. */
    @FunctionalInterface
    interface Ended {
        void with(Cause cause, int code);
    }

    Tunnel(TunnelEnd client, TunnelEnd service, KnownKey key, Vertx vertx, Context context, TunnelConfig config) {
        this.client = client;
        this.service = service;
        this.key = key;
        this.vertx = vertx;
        this.context = context;
        this.config = config;
    }

    KnownKey key() {
        return key;
    }

    long received() {
        return client.bytes();
    }

    long sent() {
        return service.bytes();
    }

    void open(Ended whenEnded) {
        ended = whenEnded;
        client.into(service, () -> close(Cause.CLIENT, client.sentCode(), client.sentReason()), this::clientGone);
        service.into(client, () -> close(Cause.SERVICE, service.sentCode(), service.sentReason()), this::serviceGone);
    }

    private void clientGone(boolean broken) {
        if (broken) {
            close(Cause.CLIENT, GOING_AWAY, "The client is gone");
        }
        goneTogether();
    }

    private void serviceGone(boolean broken) {
        if (broken) {
            close(Cause.SERVICE, RESTART, "The service broke off; come again");
        }
        goneTogether();
    }

    private void goneTogether() {
        if (client.isGone() && service.isGone() && !over) {
            over = true;
            ended.with(cause, code);
        }
    }

    /** Ends both sides with a code, if nobody has before. */
    private void close(Cause why, int with, String reason) {
        if (closing) {
            return;
        }
        closing = true;
        cause = why;
        code = with;
        boolean clientsOwn = why == Cause.CLIENT;
        client.close(with, reason);
        service.close(clientsOwn || why == Cause.SERVICE ? with : GOING_AWAY, reason);
        vertx.setTimer(
                LAST_WORDS_MS,
                tick -> context.runOnContext(v -> {
                    client.cut();
                    service.cut();
                }));
    }

    void stop() {
        context.runOnContext(v -> close(Cause.STOPPING, RESTART, "The gateway is stopping; come again"));
    }

    void keyEnded() {
        context.runOnContext(v -> close(Cause.KEY, KEY_ENDED, "The API key is no longer valid"));
    }

    void tick(long nowMillis) {
        context.runOnContext(v -> look(nowMillis));
    }

    private void look(long nowMillis) {
        long now = System.nanoTime();
        if (key.expiresAtMillis() <= nowMillis) {
            close(Cause.KEY, KEY_ENDED, "The API key has expired");
        } else if (client.isStuck(now, config.patience().toNanos())) {
            close(Cause.SLOW, TOO_SLOW, "You do not read fast enough");
        } else if (service.isStuck(now, config.patience().toNanos())) {
            close(Cause.SLOW, TOO_SLOW, "The service does not read fast enough");
        } else {
            listen(now);
        }
    }

    private void listen(long now) {
        if (client.isFull()) {
            service.excuse(now);
        }
        if (service.isFull()) {
            client.excuse(now);
        }
        if (client.isSilent(now, config.silence().toNanos())) {
            close(Cause.SILENT, GOING_AWAY, "Nothing was heard for too long");
        } else if (service.isSilent(now, config.silence().toNanos())) {
            close(Cause.SILENT, RESTART, "The service fell silent; come again");
        } else if (now - pinged > config.ping().toNanos()) {
            pinged = now;
            client.ping();
            service.ping();
        }
    }
}
