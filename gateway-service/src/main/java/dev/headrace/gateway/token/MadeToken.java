package dev.headrace.gateway.token;

import java.time.Instant;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A token that stands for a key.
 *
 * @param token send it as {@code Authorization: Bearer …}
 * @param tokenType always Bearer
 * @param expiresAt when it ends, if its key does not end before
 * @param scopes what it is narrowed to; empty if it may all that its key may
 */
@Schema(name = "Token")
public record MadeToken(String token, String tokenType, Instant expiresAt, Set<String> scopes) {
    @Override
    public String toString() {
        return "MadeToken[until " + expiresAt + "]";
    }
}
