package dev.headrace.gateway.apikey;

import dev.headrace.platform.api.Violations;
import dev.headrace.platform.guard.rule.Network;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Role;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a new key shall be.
 *
 * @param name for people
 * @param roles of admin, operator, user, worker; user if absent
 * @param tenant whose key it is; the caller's own if absent
 * @param subject owner of what the key creates; the key's own id if absent. Keys with one subject share their tasks
 * @param tier free, basic, premium, enterprise or unlimited; free, or the tier of a caller who is no admin, if absent
 * @param scopes what the key is narrowed to, such as tasks:read; everything that its roles allow if absent or empty
 * @param mode live or test, shown in the key's text; live if absent
 * @param allowedAddresses networks from which the key works, such as 10.0.0.0/8; everywhere if absent or empty,
 *     which a key that is bound itself may not give
 * @param expiresAt end of its life; none if absent
 */
@Schema(name = "ApiKeyRequest")
public record KeyRequest(
        @Nullable String name,
        @Nullable Set<String> roles,
        @Nullable String tenant,
        @Nullable String subject,
        @Nullable String tier,
        @Nullable Set<String> scopes,
        @Nullable String mode,
        @Nullable List<String> allowedAddresses,
        @Nullable Instant expiresAt) {
    private static final int MAX_NAME = 100;
    private static final int MAX_ID = 64;
    private static final String ID = "[A-Za-z0-9][A-Za-z0-9._:@-]*";
    private static final Set<String> ROLES =
            Set.of(Role.ADMIN.wire(), Role.OPERATOR.wire(), Role.USER.wire(), Role.WORKER.wire());
    private static final Set<String> TIERS = Set.of("free", "basic", "premium", "enterprise", "unlimited");

    /** A request of which every field is valid and within what its maker may give. */
    record Checked(
            String name,
            Set<String> roles,
            String tenant,
            @Nullable String subject,
            String tier,
            Set<String> scopes,
            KeyMode mode,
            List<String> addresses,
            @Nullable Instant expiresAt) {}

    /**
     * Checks every field, also against what the caller has itself: nobody makes a key that can do more than its maker.
     *
     * @param own where the caller's key works; empty for anywhere
     * @param knownScopes every scope there is
     * @throws dev.headrace.platform.api.ApiException VALIDATION_FAILED naming each field that is wrong
     */
    Checked check(Identity caller, List<Network> own, Set<String> knownScopes, Instant now) {
        Violations wrong = new Violations();
        check(wrong, knownScopes, now);
        AllowedAddresses.within(wrong, networks(), own);
        Set<String> wanted = roles == null || roles.isEmpty() ? Set.of(Role.USER.wire()) : lower(roles);
        Set<String> narrowed = scopes == null ? Set.of() : Set.copyOf(scopes);
        String plan = tier == null ? defaultTier(caller) : tier;
        String owner = tenant == null ? caller.tenant() : tenant;
        if (!caller.isAdmin()) {
            withinOwn(wrong, caller, owner, wanted, plan);
        }
        wrong.check(
                caller.scopes().isEmpty()
                        || (!narrowed.isEmpty() && caller.scopes().containsAll(narrowed)),
                "scopes",
                "MORE_THAN_OWN",
                "may only be from your own key's scopes: " + sorted(caller.scopes()));
        wrong.orThrow();
        return new Checked(
                String.valueOf(name).strip(),
                wanted,
                owner,
                subject,
                plan,
                narrowed,
                Objects.requireNonNullElse(kind(), KeyMode.LIVE),
                networks(),
                expiresAt);
    }

    /** Adds what is wrong with the fields, whoever sends them. */
    void check(Violations wrong, Set<String> knownScopes, Instant now) {
        wrong.requiredText("name", name, MAX_NAME);
        id(wrong, "tenant", tenant);
        id(wrong, "subject", subject);
        oneOf(wrong, "roles", roles == null ? Set.of() : lower(roles), ROLES);
        oneOf(wrong, "tier", tier == null ? Set.of() : Set.of(tier), TIERS);
        oneOf(wrong, "scopes", scopes == null ? Set.of() : scopes, knownScopes);
        wrong.check(kind() != null, "mode", "UNKNOWN", "must be live or test");
        AllowedAddresses.check(wrong, networks());
        wrong.check(expiresAt == null || expiresAt.isAfter(now), "expires_at", "IN_THE_PAST", "must be in the future");
    }

    private @Nullable KeyMode kind() {
        return mode == null ? KeyMode.LIVE : KeyMode.of(mode);
    }

    private List<String> networks() {
        return allowedAddresses == null ? List.of() : allowedAddresses;
    }

    private static void withinOwn(Violations wrong, Identity caller, String owner, Set<String> wanted, String plan) {
        wrong.check(owner.equals(caller.tenant()), "tenant", "NOT_OWN", "must be your own tenant");
        wrong.check(!wanted.contains(Role.ADMIN.wire()), "roles", "MORE_THAN_OWN", "may not name admin: you are none");
        wrong.check(plan.equals(caller.tier()), "tier", "MORE_THAN_OWN", "must be your own tier, " + caller.tier());
    }

    private static String defaultTier(Identity caller) {
        return caller.isAdmin() ? "free" : caller.tier();
    }

    private static void id(Violations wrong, String field, @Nullable String value) {
        if (value != null) {
            wrong.check(
                    value.length() <= MAX_ID && value.matches(ID),
                    field,
                    "INVALID",
                    "must be 1 to " + MAX_ID + " letters, digits and . _ : @ -, beginning with a letter or digit");
        }
    }

    private static void oneOf(Violations wrong, String field, Set<String> values, Set<String> known) {
        for (String value : sortedSet(values)) {
            wrong.check(known.contains(value), field, "UNKNOWN", "has \"" + value + "\"; known are " + sorted(known));
        }
    }

    private static Set<String> lower(Set<String> values) {
        return values.stream().map(v -> v.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    private static Set<String> sortedSet(Set<String> values) {
        return new TreeSet<>(values);
    }

    private static String sorted(Set<String> values) {
        return String.join(", ", sortedSet(values));
    }
}
