package dev.headrace.task.idempotency;

import dev.headrace.platform.identity.Identity;

/**
 * A key and whose it is. Names of tenants and owners are never empty, so that keys of different sharing never meet.
 *
 * @param tenant empty if it is everybody's
 * @param owner empty if it is the whole tenant's
 */
public record Key(String tenant, String owner, String text) {
    static Key of(Sharing sharing, Identity caller, String text) {
        return switch (sharing) {
            case OWNER -> new Key(caller.tenant(), caller.subject(), text);
            case TENANT -> new Key(caller.tenant(), "", text);
            case GLOBAL -> new Key("", "", text);
        };
    }

    /** The name under which Redis remembers it: of one length, and nothing of the key can be read from it. */
    String remembered() {
        return "headrace:task:key:" + Digest.of(tenant, owner, text).text();
    }
}
