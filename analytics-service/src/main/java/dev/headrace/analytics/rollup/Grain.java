package dev.headrace.analytics.rollup;

import java.time.Duration;
import java.time.Instant;

/** How long a bucket is. Every event is counted once in each grain; days are UTC days. */
public enum Grain {
    MINUTE(1, Duration.ofMinutes(1)),
    HOUR(2, Duration.ofHours(1)),
    DAY(3, Duration.ofDays(1));

    private final short code;
    private final Duration length;

    Grain(int code, Duration length) {
        this.code = (short) code;
        this.length = length;
    }

    /** How the database names the grain. */
    public short code() {
        return code;
    }

    public Duration length() {
        return length;
    }

    /** Start of the bucket that the moment is in. */
    public Instant floor(Instant moment) {
        long seconds = length.toSeconds();
        return Instant.ofEpochSecond(Math.floorDiv(moment.getEpochSecond(), seconds) * seconds);
    }

    /** The first start of a bucket that is not before the moment. */
    public Instant ceil(Instant moment) {
        Instant floor = floor(moment);
        return floor.equals(moment) ? floor : floor.plus(length);
    }
}
