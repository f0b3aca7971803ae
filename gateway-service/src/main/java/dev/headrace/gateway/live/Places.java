package dev.headrace.gateway.live;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.identity.Identity;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The places for WebSockets at this gateway: how many there are, for a tenant and for a caller. */
final class Places {
    private final LiveConfig config;
    private final Map<String, Integer> byTenant = new HashMap<>();
    private final Map<Caller, Integer> byCaller = new HashMap<>();
    private int taken;

    private record Caller(String tenant, String subject) {}

    Places(LiveConfig config) {
        this.config = config;
    }

    synchronized int taken() {
        return taken;
    }

    /** Takes a place, to be given back by {@link #leave}; or says why there is none. */
    synchronized @Nullable ApiException enter(Identity caller) {
        if (taken >= config.connections()) {
            return new ApiException(ErrorCode.OVERLOADED, "This gateway has as many WebSockets as it may; come again");
        }
        if (byCaller.getOrDefault(caller(caller), 0) >= config.callerConnections()) {
            return new ApiException(
                    ErrorCode.RATE_LIMITED,
                    "You have " + config.callerConnections()
                            + " WebSockets at this gateway, as many as a caller may: one can have several subscriptions");
        }
        if (byTenant.getOrDefault(caller.tenant(), 0) >= config.tenantConnections()) {
            return new ApiException(
                    ErrorCode.RATE_LIMITED,
                    "Your tenant has " + config.tenantConnections() + " WebSockets at this gateway, as many as it may");
        }
        taken++;
        byTenant.merge(caller.tenant(), 1, Integer::sum);
        byCaller.merge(caller(caller), 1, Integer::sum);
        return null;
    }

    synchronized void leave(Identity caller) {
        taken--;
        byTenant.computeIfPresent(caller.tenant(), (tenant, count) -> count == 1 ? null : count - 1);
        byCaller.computeIfPresent(caller(caller), (who, count) -> count == 1 ? null : count - 1);
    }

    private static Caller caller(Identity caller) {
        return new Caller(caller.tenant(), caller.subject());
    }
}
