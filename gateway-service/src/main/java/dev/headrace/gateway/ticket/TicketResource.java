package dev.headrace.gateway.ticket;

import dev.headrace.gateway.apikey.KeyHash;
import dev.headrace.gateway.apikey.KnownKey;
import dev.headrace.platform.identity.Scoped;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

/** Gives tickets. */
@Path("/api/v1/auth/tickets")
@Scoped(Scoped.NONE)
@Produces("application/json")
@Tag(name = "Authentication", description = "Short tokens and WebSocket tickets in place of a key")
public class TicketResource {
    private final TicketStore store;
    private final TicketConfig config;
    private final Clock clock;

    public TicketResource(TicketStore store, TicketConfig config, Clock clock) {
        this.store = store;
        this.config = config;
        this.clock = clock;
    }

    @POST
    @ResponseStatus(201)
    @APIResponseSchema(value = MadeTicket.class, responseCode = "201", responseDescription = "Made")
    @Operation(
            summary = "Get a ticket for one WebSocket",
            description = "For browsers, which cannot set headers: valid for 30 s, used once, on any replica. The "
                    + "WebSocket may what you may, and ends when your credential does.")
    public Uni<MadeTicket> make(@Context RoutingContext rc) {
        KnownKey key = KnownKey.of(rc);
        String text = TicketText.make();
        TicketStore.Holder holder = new TicketStore.Holder(key.id(), key.kind(), key.identity(), key.expiresAtMillis());
        Instant until = clock.instant().plus(config.validFor()).truncatedTo(ChronoUnit.MILLIS);
        return Uni.createFrom()
                .completionStage(() -> store.add(KeyHash.ofKey(text), holder, config.validFor())
                        .toCompletionStage())
                .map(added -> new MadeTicket(text, until));
    }
}
