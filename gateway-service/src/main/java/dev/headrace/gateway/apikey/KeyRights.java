package dev.headrace.gateway.apikey;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.guard.rule.Network;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Role;
import java.util.List;

/** Which keys a caller may handle: admins all, operators those of their tenant that can do no more than they can. */
final class KeyRights {
    private KeyRights() {}

    /** @throws ApiException API_KEY_NOT_FOUND for a key of another tenant, FORBIDDEN for an admin's */
    static void mustManage(Identity caller, ApiKey key) {
        if (caller.isAdmin()) {
            return;
        }
        if (!caller.tenant().equals(key.tenant)) {
            throw ApiKeyStore.notFound();
        }
        if (List.of(key.roles).contains(Role.ADMIN.wire())) {
            throw new ApiException(ErrorCode.FORBIDDEN, "This key is an admin's: only an admin may handle it");
        }
    }

    /** @throws ApiException as above, and FORBIDDEN if whoever gets this key's text can do more than the caller */
    static void mustBeAbleToHold(Identity caller, List<Network> own, ApiKey key) {
        mustManage(caller, key);
        if (!caller.isAdmin() && !caller.tier().equals(key.tier)) {
            throw new ApiException(
                    ErrorCode.FORBIDDEN, "This key has the tier " + key.tier + ", yours " + caller.tier());
        }
        boolean narrower = caller.scopes().isEmpty()
                || (key.scopes.length > 0 && caller.scopes().containsAll(List.of(key.scopes)));
        if (!narrower) {
            throw new ApiException(ErrorCode.FORBIDDEN, "This key has scopes that yours lacks");
        }
        if (!AllowedAddresses.covers(own, List.of(key.addresses))) {
            throw new ApiException(
                    ErrorCode.FORBIDDEN,
                    "This key works from addresses that yours does not, which works from " + own
                            + " only: rotate it with itself, or with a key that is not bound");
        }
    }
}
