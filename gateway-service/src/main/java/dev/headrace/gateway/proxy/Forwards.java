package dev.headrace.gateway.proxy;

import dev.headrace.gateway.apikey.KnownKey;
import dev.headrace.gateway.authn.InternalTokens;
import dev.headrace.gateway.limit.Admission;
import dev.headrace.gateway.limit.Charges;
import dev.headrace.gateway.limit.Submission;
import dev.headrace.gateway.route.Route;
import dev.headrace.gateway.wire.WireConfig;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Sends admitted requests to the services. */
@Singleton
public final class Forwards {
    private final Upstreams upstreams;
    private final InternalTokens tokens;
    private final Admission admission;
    private final Drain drain;
    private final WireConfig wire;
    private final SmallBodies small = new SmallBodies();

    public Forwards(Upstreams upstreams, InternalTokens tokens, Admission admission, Drain drain, WireConfig wire) {
        this.upstreams = upstreams;
        this.tokens = tokens;
        this.admission = admission;
        this.drain = drain;
        this.wire = wire;
    }

    void pass(RoutingContext rc, Route route, KnownKey key, Charges charges) {
        drain.count(rc);
        Way way = new Way(upstreams.of(route.service()), admission, drain);
        RequestBody body = new RequestBody(rc, route.maxBody(), small, wire, submission(rc, route, key, charges));
        new Forward(rc, route, tokens.of(key, route.service()), charges, body, way).begin();
    }

    /** A request of anybody. */
    void pass(RoutingContext rc, Route route) {
        drain.count(rc);
        RequestBody body = new RequestBody(rc, route.maxBody(), small, wire, null);
        new Forward(rc, route, null, null, body, new Way(upstreams.of(route.service()), admission, drain)).begin();
    }

    /** Null for a request without tasks that count. */
    private @Nullable Submission submission(RoutingContext rc, Route route, KnownKey key, Charges charges) {
        String path = String.valueOf(rc.request().path());
        return route.submits(rc.request().method().name(), path) && admission.countsTasks(key.identity())
                ? admission.submission(charges, route.submits())
                : null;
    }
}
