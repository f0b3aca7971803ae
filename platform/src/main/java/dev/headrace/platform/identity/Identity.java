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
