package dev.headrace.webhook.deliver;

import dev.headrace.platform.egress.Bounds;
import dev.headrace.platform.egress.Call;
import dev.headrace.platform.egress.Egress;
import dev.headrace.platform.egress.Reply;
import dev.headrace.platform.guard.Resolver;
import dev.headrace.platform.guard.rule.Destination;
import dev.headrace.webhook.endpoint.Endpoint;
import dev.headrace.webhook.signing.Secret;
import dev.headrace.webhook.signing.Signer;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Makes one attempt: signs and posts. Never fails: what goes wrong is part of the reply. */
@Singleton
public final class Sender {
    /** What the delivery log keeps of an answer. */
    private static final int EXCERPT_BYTES = 4 * 1_024;

    private static final int BODY_BYTES = 64 * 1_024;

    private final Egress egress;
    private final Clock clock;
    private final Duration timeout;

    public Sender(Vertx vertx, Resolver resolver, DeliverConfig config, Clock clock) {
        Bounds bounds = new Bounds(config.connectTimeout(), config.concurrency(), EXCERPT_BYTES, BODY_BYTES);
        this.egress = new Egress(vertx, resolver, bounds, clock);
        this.clock = clock;
        this.timeout = config.timeout();
    }

    /** Posts the delivery and tells what came back, within the configured timeout. */
    Uni<Reply> send(Due due) {
        return Uni.createFrom()
                .completionStage(() -> egress.send(signed(due), timeout).reply());
    }

    /** The timestamp is this attempt's, so each attempt is signed anew; the id is the event's. */
    private Call signed(Due due) {
        String id = due.eventId().toString();
        long now = clock.instant().getEpochSecond();
        String signature = Signer.sign(
                Secret.parse(due.target().secret()), id, now, due.body().getBytes());
        Map<String, String> headers =
                new HashMap<>(Endpoint.headers(due.target().headers()));
        headers.put("webhook-id", id);
        headers.put("webhook-timestamp", Long.toString(now));
        headers.put("webhook-signature", signature);
        headers.put("content-type", "application/json");
        headers.put("user-agent", "Headrace");
        return new Call(HttpMethod.POST, Destination.parse(due.target().url()), headers, due.body());
    }
}
