package dev.headrace.gateway.proxy;

import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One process of a service: where it is, how much is under way there, and whether it is left in peace.
 *
 * <p>One that refused a connection rests; after that a single request finds out whether it is back. Requests that park
 * are counted apart from those that are answered at once: a replica with many waiting workers is not busy.
 */
final class Instance {
    private static final long UP = 0;

    private final String host;
    private final int port;
    private final SocketAddress address;
    private final AtomicInteger brief = new AtomicInteger();
    private final AtomicInteger parked = new AtomicInteger();
    private final AtomicLong restsUntil = new AtomicLong(UP);
    private volatile boolean unready;
    private volatile boolean stopping;

    Instance(URI uri) {
        this.host = uri.getHost();
        this.port = uri.getPort() < 0 ? 80 : uri.getPort();
        this.address = SocketAddress.inetSocketAddress(port, host);
    }

    /** Options for a request to it. */
    RequestOptions options() {
        return new RequestOptions().setServer(address).setHost(host).setPort(port);
    }

    /** How many requests of a kind are under way. */
    int load(boolean parks) {
        return counter(parks).get();
    }

    void begin(boolean parks) {
        counter(parks).incrementAndGet();
    }

    void end(boolean parks) {
        counter(parks).decrementAndGet();
    }

    private AtomicInteger counter(boolean parks) {
        return parks ? parked : brief;
    }

    /** What it says of itself: one that stops, or lacks what it needs, gets no new requests if there are others. */
    void says(boolean ready) {
        unready = !ready;
        if (ready) {
            stopping = false;
        }
    }

    boolean isUnready() {
        return unready || stopping;
    }

    /** It has turned a request away because it is stopping. */
    void stops() {
        stopping = true;
    }

    /** Whether it is stopping, and has neither gone nor said that it is ready since. */
    boolean isStopping() {
        return stopping;
    }

    UpstreamView.InstanceView view() {
        String state = stopping ? "stopping" : unready ? "unready" : isUncertain() ? "resting" : "up";
        return new UpstreamView.InstanceView(host + ":" + port, state, load(false), load(true));
    }

    boolean rests(long now) {
        long until = restsUntil.get();
        return until != UP && now - until < 0;
    }

    /** Whether it has refused, and not answered since. */
    boolean isUncertain() {
        return restsUntil.get() != UP;
    }

    /** Whether a request may go to it. The first one after a rest may, those beside it may not. */
    boolean admits(long now, long restNanos) {
        long until = restsUntil.get();
        return until == UP || (now - until >= 0 && restsUntil.compareAndSet(until, later(now, restNanos)));
    }

    void refused(long now, long restNanos) {
        stopping = false;
        restsUntil.set(later(now, restNanos));
    }

    void reached() {
        if (restsUntil.get() != UP) {
            restsUntil.set(UP);
        }
    }

    private static long later(long now, long nanos) {
        long then = now + nanos;
        return then == UP ? 1 : then;
    }
}
