package dev.headrace.gateway.proxy;

import dev.headrace.gateway.route.Route;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Role;

/** What a caller lacks for a route. */
final class Forbidden {
    private Forbidden() {}

    static ApiException role(Route route) {
        String roles = String.join(
                ", ", route.roles().stream().map(Role::wire).sorted().toList());
        return new ApiException(ErrorCode.FORBIDDEN, "This needs one of the roles admin, " + roles);
    }

    static ApiException scope(String scope) {
        return new ApiException(ErrorCode.FORBIDDEN, "The credential was narrowed and lacks the scope " + scope);
    }

    /** Whether the credential was not narrowed, or not so far. */
    static boolean covers(Identity caller, String scope) {
        return scope.isEmpty() || caller.covers(scope);
    }
}
