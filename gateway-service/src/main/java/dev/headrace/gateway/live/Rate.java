package dev.headrace.gateway.live;

/** A bucket that fills by so much a second and holds so much. Used by one thread. */
final class Rate {
    private final double perNano;
    private final double most;
    private double left;
    private long at;

    Rate(double perSecond, double most, long nowNanos) {
        this.perNano = perSecond / 1e9;
        this.most = most;
        this.left = most;
        this.at = nowNanos;
    }

    /** Takes one; false if there is none. */
    boolean take(long nowNanos) {
        left = Math.min(most, left + (nowNanos - at) * perNano);
        at = nowNanos;
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }
}
