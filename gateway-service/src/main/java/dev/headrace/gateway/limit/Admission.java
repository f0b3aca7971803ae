package dev.headrace.gateway.limit;

import dev.headrace.gateway.route.Route;
import dev.headrace.gateway.route.RouteTable;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.api.FieldError;
import dev.headrace.platform.identity.Identity;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Says of each request whether its caller may have it now, and charges it. */
@Singleton
public final class Admission {
    private static final Quota[] NONE = {};

    private final LimitTable table;
    private final Limiter limiter;
    private final AtATime atATime = new AtATime();
    /** By tier, then by route. */
    private final Map<String, Map<String, Quota[]>> ofRoutes = new HashMap<>();

    private final Map<String, Quota[]> ofTasks = new HashMap<>();

    public Admission(LimitTable table, Limiter limiter, RouteTable routes) {
        this.table = table;
        this.limiter = limiter;
        for (String tier : LimitFile.TIERS) {
            Map<String, Quota[]> quotas = new HashMap<>();
            for (Route route : routes.routes()) {
                Quota[] bound = table.ofRoute(route.path(), tier);
                if (bound.length > 0) {
                    quotas.put(route.path(), bound);
                }
            }
            ofRoutes.put(tier, quotas);
            ofTasks.put(tier, table.ofTasks(tier));
        }
    }

    /**
     * Charges a request. Complete at once unless a count has to be asked for.
     *
     * @param lasts whether it waits on purpose or becomes a WebSocket, so that it does not count as under way
     * @param release is given what to do when the request has ended
     * @return fails with RATE_LIMITED
     */
    public Future<Charges> enter(
            Route route, boolean lasts, Identity caller, HttpServerResponse response, Release release) {
        Charges charges = new Charges(caller, response);
        Integer most = table.atATime(caller.tier());
        if (most != null && !lasts) {
            if (!atATime.begin(caller.tenant(), caller.subject(), most)) {
                return Future.failedFuture(tooManyAtATime(caller, most));
            }
            release.atEnd(() -> atATime.end(caller.tenant(), caller.subject()));
        }
        Quota[] quotas = ofRoutes.getOrDefault(caller.tier(), Map.of()).getOrDefault(route.path(), NONE);
        long[] costs = new long[quotas.length];
        Arrays.fill(costs, 1);
        return charge(charges, quotas, costs, 0);
    }

    /** Told what to do at the end of a request. */
    @FunctionalInterface
    public interface Release {
        void atEnd(Runnable afterwards);
    }

    /** Whether tasks of this caller count at all. */
    public boolean countsTasks(Identity caller) {
        return tasks(caller).length > 0;
    }

    private Quota[] tasks(Identity caller) {
        return ofTasks.getOrDefault(caller.tier(), NONE);
    }

    /** Counts the tasks of one submit by their types. */
    public Submission submission(Charges charges, Route.Submits form) {
        return new Submission(this, charges, tasks(charges.caller()), form);
    }

    /** Charges one quota after the other; if one refuses, what the others took is given back. */
    Future<Charges> charge(Charges charges, Quota[] quotas, long[] costs, int from) {
        for (int i = from; i < quotas.length; i++) {
            if (costs[i] == 0) {
                continue;
            }
            Quota quota = quotas[i];
            Quota.Bound bound = quota.bound(charges.caller().tier());
            if (bound == null) {
                continue;
            }
            long cost = costs[i];
            Future<Verdict> verdict = limiter.take(quota, bound, charges.caller(), cost);
            if (!verdict.isComplete()) {
                int next = i + 1;
                return verdict.compose(told -> charged(charges, new Charges.Charge(quota, bound, cost, told))
                        .compose(more -> charge(more, quotas, costs, next)));
            }
            Future<Charges> charged = charged(charges, new Charges.Charge(quota, bound, cost, verdict.result()));
            if (charged.failed()) {
                return charged;
            }
        }
        return Future.succeededFuture(charges);
    }

    private Future<Charges> charged(Charges charges, Charges.Charge charge) {
        if (charge.verdict().admitted()) {
            charges.add(charge);
            return Future.succeededFuture(charges);
        }
        giveBack(charges);
        charges.refused(charge);
        return Future.failedFuture(exceeded(charge, charges.caller()));
    }

    /** Nothing was asked of a service: it costs nothing. */
    public void giveBack(Charges charges) {
        giveBack(charges, charges.taken());
    }

    /** The service has refused the tasks: they cost nothing, but the request was one. */
    public void giveBackTasks(Charges charges) {
        giveBack(
                charges,
                charges.taken().stream()
                        .filter(charge -> charge.quota().isOfTasks())
                        .toList());
    }

    private void giveBack(Charges charges, List<Charges.Charge> some) {
        some.forEach(charge -> limiter.giveBack(charge.quota(), charge.bound(), charges.caller(), charge.cost()));
        charges.remove(some);
    }

    int underWay(Identity caller) {
        return atATime.of(caller.tenant(), caller.subject());
    }

    private static ApiException exceeded(Charges.Charge charge, Identity caller) {
        Quota quota = charge.quota();
        String whose = quota.per() == Quota.Per.TENANT ? "the tenant" : "each caller";
        String bound = charge.bound().limit() + " in " + Windows.text(quota.window()) + " for " + whose;
        String asked = charge.cost() > 1 ? charge.cost() + " were asked for, " : "";
        long wait = charge.verdict().retrySeconds();
        String advice =
                charge.cost() > charge.bound().limit() ? "so many are never possible at once" : "wait " + wait + " s";
        return new ApiException(
                ErrorCode.RATE_LIMITED,
                "The quota " + quota.name() + " of the tier " + caller.tier() + " does not allow it now: " + bound
                        + "; " + asked + charge.verdict().left() + " left; " + advice,
                List.of(new FieldError("quota." + quota.name(), "QUOTA_EXCEEDED", "allows " + bound)));
    }

    private static ApiException tooManyAtATime(Identity caller, int most) {
        return new ApiException(
                ErrorCode.RATE_LIMITED,
                "The tier " + caller.tier() + " allows " + most
                        + " requests of a caller under way at a time; wait for one of them to end",
                List.of(new FieldError("quota.at_a_time", "QUOTA_EXCEEDED", "allows " + most + " at a time")));
    }
}
