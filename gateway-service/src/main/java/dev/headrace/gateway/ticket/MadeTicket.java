package dev.headrace.gateway.ticket;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A ticket for one WebSocket.
 *
 * @param ticket offer it as a subprotocol next to {@code headrace.v1}, or send it as {@code ?ticket=…}
 * @param expiresAt until when the WebSocket has to be opened
 */
@Schema(name = "Ticket")
public record MadeTicket(String ticket, Instant expiresAt) {
    @Override
    public String toString() {
        return "MadeTicket[until " + expiresAt + "]";
    }
}
