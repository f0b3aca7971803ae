package dev.headrace.webhook.endpoint;

import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Role;

/**
 * Which subscriptions a caller sees: a user its own, an operator or admin all of its tenant. What is outside does not
 * exist for the caller.
 *
 * @param ownOnly whether only the subject's own are visible
 */
public record Scope(String tenant, String subject, boolean ownOnly) {
    /** @throws dev.headrace.platform.api.ApiException FORBIDDEN for a caller that is only a worker */
    public static Scope of(Identity identity) {
        identity.require(Role.USER, Role.OPERATOR);
        return new Scope(identity.tenant(), identity.subject(), !identity.mayOperate());
    }
}
