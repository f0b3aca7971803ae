package dev.headrace.gateway.proxy;

import dev.headrace.gateway.apikey.KnownKey;
import dev.headrace.gateway.authn.InternalTokens;
import dev.headrace.gateway.limit.Admission;
import dev.headrace.gateway.limit.Charges;
import dev.headrace.gateway.route.Route;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;

/** Sends admitted requests to the services. */
@Singleton
public final class Forwards {
    private final Upstreams upstreams;
    private final InternalTokens tokens;
    private final Admission admission;
    private final Drain drain;

    public Forwards(Upstreams upstreams, InternalTokens tokens, Admission admission, Drain drain) {
        this.upstreams = upstreams;
        this.tokens = tokens;
        this.admission = admission;
        this.drain = drain;
    }

    void pass(RoutingContext rc, Route route, KnownKey key, Charges charges) {
        drain.count(rc);
        Upstream upstream = upstreams.of(route.service());
        Forward forward = new Forward(rc, route, upstream, tokens.of(key, route.service()), drain, admission, charges);
        String path = String.valueOf(rc.request().path());
        if (route.submits(rc.request().method().name(), path) && admission.countsTasks(key.identity())) {
            forward.submit(admission.submission(charges, route.submits() == Route.Submits.TASKS));
        } else {
            forward.go();
        }
    }
}
