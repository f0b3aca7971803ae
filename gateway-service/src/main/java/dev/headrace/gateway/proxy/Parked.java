package dev.headrace.gateway.proxy;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.vertx.core.http.HttpClientRequest;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The requests that wait on purpose. When the gateway stops they are answered, so that their callers ask another. */
@Singleton
public final class Parked {
    private static final long NO_ERROR = 0;

    private final Set<HttpClientRequest> waiting = ConcurrentHashMap.newKeySet();

    void add(HttpClientRequest request) {
        waiting.add(request);
        request.response().onComplete(done -> waiting.remove(request));
    }

    void onStop(@Observes ShutdownDelayInitiatedEvent event) {
        ApiException stopping = new ApiException(ErrorCode.UNAVAILABLE, "The gateway is stopping; ask again");
        waiting.forEach(request -> request.reset(NO_ERROR, stopping));
    }
}
