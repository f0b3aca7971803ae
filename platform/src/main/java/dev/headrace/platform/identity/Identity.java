package dev.headrace.platform.identity;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import java.util.Set;

/**
 * Who is calling, as the gateway has verified it.
 *
 * @param tenant whose data this caller may touch
 * @param subject the caller inside its tenant; the owner of what it creates
 * @param tier the tenant's plan: free, basic, premium, enterprise or unlimited
 * @param scopes what the credential was narrowed to; empty means not narrowed
 */
public record Identity(String tenant, String subject, Set<Role> roles, String tier, Set<String> scopes) {
    public Identity {
        roles = Set.copyOf(roles);
        scopes = Set.copyOf(scopes);
    }

    public boolean is(Role role) {
        return roles.contains(role);
    }

    public boolean isAdmin() {
        return is(Role.ADMIN);
    }

    /** Whether this caller sees the whole tenant, not only its own things. */
    public boolean mayOperate() {
        return isAdmin() || is(Role.OPERATOR);
    }

    /** The scope that a method needs: {@code <base>:read} for GET and HEAD, else {@code <base>:write}. */
    public static String scope(String base, String method) {
        return method.equals("GET") || method.equals("HEAD") ? base + ":read" : base + ":write";
    }

    /** Whether the credential was not narrowed, or not so far. */
    public boolean covers(String scope) {
        return scopes.isEmpty() || scopes.contains(scope);
    }

    /** @throws ApiException FORBIDDEN naming the scope unless the credential covers it */
    public void requireScope(String scope) {
        if (!covers(scope)) {
            throw new ApiException(ErrorCode.FORBIDDEN, "The credential was narrowed and lacks the scope " + scope);
        }
    }

    /** @throws ApiException FORBIDDEN unless the caller is an admin or has one of the roles */
    public void require(Role... oneOf) {
        if (isAdmin()) {
            return;
        }
        for (Role role : oneOf) {
            if (is(role)) {
                return;
            }
        }
        throw new ApiException(ErrorCode.FORBIDDEN, "This needs one of the roles " + Set.of(oneOf));
    }
}
