package dev.headrace.gateway.authn;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Singleton;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How many wrong credentials came from where: a bucket for each IPv4 address or IPv6 /64, since whoever has one address of a
 * /64 has them all. Bounded: of very many addresses the ones that failed longest ago are forgotten.
 */
@Singleton
public final class FailedAttempts {
    private static final long MINUTE_MS = 60_000;
    private static final int SITE_BYTES = 8;
    private static final ByteBuffer NOWHERE = ByteBuffer.allocate(1).asReadOnlyBuffer();

    private final int burst;
    private final double perMilli;
    private final Clock clock;
    private final Cache<ByteBuffer, Bucket> buckets;

    /** Failures that still count at a time. */
    private record Bucket(double failures, long atMillis) {}

    public FailedAttempts(AuthnConfig config, Clock clock) {
        this.burst = config.failures();
        this.perMilli = Math.max(1, config.failuresPerMinute()) / (double) MINUTE_MS;
        this.clock = clock;
        // After this time any bucket is empty.
        long forgotten = (long) Math.ceil((burst + 1) / perMilli) + MINUTE_MS;
        this.buckets = Caffeine.newBuilder()
                .maximumSize(config.addresses())
                .expireAfterWrite(Duration.ofMillis(forgotten))
                .build();
    }

    /** Counts one. */
    public void count(@Nullable InetAddress address) {
        long now = clock.millis();
        buckets.asMap()
                .compute(
                        site(address),
                        (site, before) -> new Bucket(before == null ? 1 : Math.min(burst, left(before, now)) + 1, now));
    }

    /** How long this address has to wait before it may try another credential, in milliseconds; 0 if it may now. */
    public long waitMillis(@Nullable InetAddress address) {
        Bucket bucket = buckets.getIfPresent(site(address));
        double over = bucket == null ? 0 : left(bucket, clock.millis()) - burst;
        return over < 0 || bucket == null ? 0 : (long) Math.ceil(over / perMilli) + 1;
    }

    private double left(Bucket bucket, long now) {
        return Math.max(0, bucket.failures() - (now - bucket.atMillis()) * perMilli);
    }

    private static ByteBuffer site(@Nullable InetAddress address) {
        if (address == null) {
            return NOWHERE;
        }
        byte[] bytes = address.getAddress();
        return ByteBuffer.wrap(address instanceof Inet6Address ? Arrays.copyOf(bytes, SITE_BYTES) : bytes);
    }
}
