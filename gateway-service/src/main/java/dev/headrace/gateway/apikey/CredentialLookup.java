package dev.headrace.gateway.apikey;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Finds callers by one kind of credential. Whether one has expired, and where it works, is the asker's to check. */
public interface CredentialLookup {
    /** What is known of the credential without asking anybody; null if nothing is. */
    @Nullable
    KnownKey inMemory(String text);

    /** Whether it was refused moments ago: to show it again is no new guess. */
    boolean wasRefused(String text);

    /**
     * The credential, whomever that takes to ask.
     *
     * @return fails with an {@link dev.headrace.platform.api.ApiException}: UNAUTHENTICATED or a nearer reason, or
     *     OVERLOADED or UNAVAILABLE if nobody can be asked
     */
    Future<KnownKey> find(String text);
}
