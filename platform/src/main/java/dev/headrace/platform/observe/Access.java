package dev.headrace.platform.observe;

import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What becomes known of a request on its way: for the access log, the line of a slow one and {@code Server-Timing}. Never a
 * secret: of a key no more than its prefix. Stays on the event loop of its request.
 */
public final class Access {
    private static final String KEY = "headrace.access";
    private static final long NEVER = 0;
    private static final double NANOS_OF_A_MILLI = 1_000_000;

    private final Over whenOver;
    private final long beganNanos;
    private boolean over;
    private @Nullable String route;
    private @Nullable String tenant;
    private @Nullable String credential;
    private long admittedNanos = NEVER;
    private long askedNanos = NEVER;
    private long connectedNanos = NEVER;
    private long answeredNanos = NEVER;

    /** Told once, when the request is over. */
    @FunctionalInterface
    interface Over {
        void with(Access access, int status);
    }

    Access(long beganNanos, Over whenOver) {
        this.beganNanos = beganNanos;
        this.whenOver = whenOver;
    }

    void keepIn(RoutingContext rc) {
        rc.put(KEY, this);
    }

    static @Nullable Access find(RoutingContext rc) {
        return rc.get(KEY);
    }

    /** Of this request; the request log has begun it. */
    public static Access of(RoutingContext rc) {
        Access begun = find(rc);
        return Objects.requireNonNull(begun, "the request log comes first");
    }

    /** @param path of the route, not of the request: there are only so many */
    public void route(String path) {
        route = path;
    }

    /**
     * Who is calling.
     *
     * @param shown what may be shown of the credential
     */
    public void caller(String tenantName, String shown) {
        tenant = tenantName;
        credential = shown;
    }

    /** The caller may, and its limits allow it. */
    public void admitted() {
        admittedNanos = System.nanoTime();
    }

    /** A connection to the service is wanted. */
    public void asked() {
        askedNanos = System.nanoTime();
    }

    /** There is one. */
    public void connected() {
        connectedNanos = System.nanoTime();
    }

    /** The answer of the service begins. */
    public void answered() {
        answeredNanos = System.nanoTime();
    }

    /** The request has ended in a way of which the framework does not tell. */
    public void over(int status) {
        if (!over) {
            over = true;
            whenOver.with(this, status);
        }
    }

    @Nullable
    String route() {
        return route;
    }

    @Nullable
    String tenant() {
        return tenant;
    }

    @Nullable
    String credential() {
        return credential;
    }

    double totalMillis(long now) {
        return (now - beganNanos) / NANOS_OF_A_MILLI;
    }

    /** From the first byte to the caller's admission; negative if it was not admitted. */
    double admitMillis() {
        return between(beganNanos, admittedNanos);
    }

    /** How long it waited for a connection to the service; negative if it asked for none. */
    double connectMillis() {
        return between(askedNanos, connectedNanos);
    }

    /** From a connection to the first byte of the service's answer; negative if there was none. */
    double upstreamMillis() {
        return between(connectedNanos, answeredNanos);
    }

    private static double between(long from, long to) {
        return from == NEVER || to == NEVER ? -1 : (to - from) / NANOS_OF_A_MILLI;
    }

    /** The value of {@code Server-Timing} (W3C) for an answer that begins now: what was the gateway's, and what the service's. */
    public String serverTiming() {
        double upstream = upstreamMillis();
        double total = totalMillis(System.nanoTime());
        StringBuilder text = new StringBuilder(48).append("gateway;dur=");
        append(text, upstream < 0 ? total : total - upstream);
        if (upstream >= 0) {
            append(text.append(", service;dur="), upstream);
        }
        return text.toString();
    }

    /** With two digits, which {@code String.format} does twenty times slower. */
    static StringBuilder append(StringBuilder text, double millis) {
        long hundredths = Math.round(Math.max(0, millis) * 100);
        text.append(hundredths / 100).append('.');
        long rest = hundredths % 100;
        return text.append((char) ('0' + rest / 10)).append((char) ('0' + rest % 10));
    }
}
