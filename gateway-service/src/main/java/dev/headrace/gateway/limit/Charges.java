package dev.headrace.gateway.limit;

import dev.headrace.platform.identity.Identity;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.List;

/**
 * What one request was charged, and the headers that say so: the syntax of the IETF's draft, and the older one for who knows
 * only that. A caller whose tier nothing binds gets none.
 */
public final class Charges {
    private static final CharSequence POLICY = HttpHeaders.createOptimized("RateLimit-Policy");
    private static final CharSequence RATE_LIMIT = HttpHeaders.createOptimized("RateLimit");
    private static final CharSequence LIMIT = HttpHeaders.createOptimized("X-RateLimit-Limit");
    private static final CharSequence REMAINING = HttpHeaders.createOptimized("X-RateLimit-Remaining");
    private static final CharSequence RESET = HttpHeaders.createOptimized("X-RateLimit-Reset");
    private static final CharSequence RETRY_AFTER = HttpHeaders.createOptimized("Retry-After");

    private final Identity caller;
    private final HttpServerResponse response;
    private final List<Charge> taken = new ArrayList<>(2);

    /** One quota and what it said. */
    record Charge(Quota quota, Quota.Bound bound, long cost, Verdict verdict) {
        String item() {
            return "\"" + quota.name() + "\";r=" + verdict.left() + ";t="
                    + (verdict.admitted() ? verdict.resetSeconds() : verdict.retrySeconds());
        }

        double share() {
            return (double) verdict.left() / Math.max(1, bound.limit());
        }
    }

    Charges(Identity caller, HttpServerResponse response) {
        this.caller = caller;
        this.response = response;
    }

    Identity caller() {
        return caller;
    }

    List<Charge> taken() {
        return List.copyOf(taken);
    }

    /** Whether anything was charged that could be given back. */
    public boolean isFree() {
        return taken.isEmpty();
    }

    void remove(List<Charge> charges) {
        taken.removeAll(charges);
    }

    void add(Charge charge) {
        taken.add(charge);
        Charge scarcest = charge;
        for (Charge other : taken) {
            scarcest = other.share() < scarcest.share() ? other : scarcest;
        }
        tell(taken, scarcest, scarcest.verdict().resetSeconds());
    }

    void refused(Charge charge) {
        tell(List.of(charge), charge, charge.verdict().retrySeconds());
        response.headers().set(RETRY_AFTER, Long.toString(charge.verdict().retrySeconds()));
    }

    private void tell(List<Charge> charges, Charge scarcest, long seconds) {
        StringBuilder policy = new StringBuilder();
        StringBuilder now = new StringBuilder();
        for (Charge charge : charges) {
            policy.append(policy.isEmpty() ? "" : ", ").append(charge.bound().policy());
            now.append(now.isEmpty() ? "" : ", ").append(charge.item());
        }
        MultiMap headers = response.headers();
        headers.set(POLICY, policy);
        headers.set(RATE_LIMIT, now);
        headers.set(LIMIT, Long.toString(scarcest.bound().limit()));
        headers.set(REMAINING, Long.toString(scarcest.verdict().left()));
        headers.set(RESET, Long.toString(seconds));
    }
}
