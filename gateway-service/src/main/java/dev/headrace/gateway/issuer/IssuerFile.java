package dev.headrace.gateway.issuer;

import dev.headrace.gateway.route.Amount;
import dev.headrace.gateway.route.RouteFileException;
import dev.headrace.gateway.route.Yamls;
import dev.headrace.platform.identity.Role;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the issuer file (YAML) and refuses one that has a mistake, naming its line. */
final class IssuerFile {
    private static final Set<String> FIELDS = Set.of(
            "issuer",
            "jwks",
            "audience",
            "algorithms",
            "clock_skew",
            "tenant",
            "tenant_claim",
            "subject_claim",
            "roles_claim",
            "roles",
            "default_roles",
            "scopes_claim",
            "tier",
            "tier_claim");
    /** Signatures that only the issuer can make. Anything with a shared secret, and none, is not among them. */
    private static final Set<String> ASYMMETRIC =
            Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA");

    private static final Set<String> USUAL = Set.of("RS256", "PS256", "ES256", "EdDSA");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Duration USUAL_SKEW = Duration.ofSeconds(30);
    private static final Duration LONGEST_SKEW = Duration.ofMinutes(5);

    private final String name;

    private IssuerFile(String name) {
        this.name = name;
    }

    /** @throws RouteFileException if anything in the file is wrong */
    static List<Issuer> parse(String name, String text) {
        IssuerFile file = new IssuerFile(name);
        List<Issuer> issuers = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Yamls.Fields fields : Yamls.read(name, text, Set.of("issuers")).list("issuers", FIELDS)) {
            Issuer issuer = file.issuer(fields);
            if (!seen.add(issuer.name())) {
                throw file.wrong(fields.required("issuer"), "is there twice");
            }
            issuers.add(issuer);
        }
        return issuers;
    }

    /** An address whose answer can be trusted: HTTPS, or this machine. */
    static URI safe(URI address) {
        String host = address.getHost();
        boolean known = host != null
                && ("https".equals(address.getScheme())
                        || ("http".equals(address.getScheme()) && LOOPBACK.contains(host)));
        if (!known) {
            throw new IllegalArgumentException("must be an https address (http for this machine only)");
        }
        return address;
    }

    private Issuer issuer(Yamls.Fields fields) {
        Yamls.Text issuer = fields.required("issuer");
        address(issuer);
        return new Issuer(
                issuer.value(),
                fields.optional("jwks").map(this::address),
                Set.copyOf(
                        fields.texts("audience").stream().map(Yamls.Text::value).toList()),
                fields.has("algorithms") ? algorithms(fields.texts("algorithms")) : USUAL,
                fields.optional("clock_skew").map(this::skew).orElse(USUAL_SKEW),
                claims(fields));
    }

    private Issuer.Claims claims(Yamls.Fields fields) {
        Map<String, Role> roles = new HashMap<>();
        if (fields.has("roles")) {
            fields.entries("roles").forEach(entry -> roles.put(entry.field(), role(entry)));
        }
        Set<Role> usual = new HashSet<>();
        if (fields.has("default_roles")) {
            fields.texts("default_roles").forEach(text -> usual.add(role(text)));
        }
        if (roles.isEmpty() && usual.isEmpty()) {
            throw new RouteFileException(
                    name, fields.line(), "roles or default_roles is needed: nobody could do anything");
        }
        return new Issuer.Claims(
                fields.optional("tenant").map(Yamls.Text::value),
                claim(fields, "tenant_claim", "tenant"),
                claim(fields, "subject_claim", "sub"),
                claim(fields, "roles_claim", "roles"),
                roles,
                usual,
                fields.optional("scopes_claim").map(Yamls.Text::value),
                fields.optional("tier").map(this::tier).orElse("free"),
                fields.optional("tier_claim").map(Yamls.Text::value));
    }

    private static String claim(Yamls.Fields fields, String field, String usual) {
        return fields.optional(field).map(Yamls.Text::value).orElse(usual);
    }

    private URI address(Yamls.Text text) {
        try {
            return safe(URI.create(text.value()));
        } catch (IllegalArgumentException e) {
            throw wrong(text, "must be an https address (http for this machine only)");
        }
    }

    private Set<String> algorithms(List<Yamls.Text> texts) {
        Set<String> algorithms = new HashSet<>();
        for (Yamls.Text text : texts) {
            if (!ASYMMETRIC.contains(text.value())) {
                throw wrong(
                        text,
                        "is not one of "
                                + String.join(", ", ASYMMETRIC.stream().sorted().toList()));
            }
            algorithms.add(text.value());
        }
        return algorithms;
    }

    private Duration skew(Yamls.Text text) {
        Optional<Duration> skew = Amount.duration(text.value());
        if (skew.isEmpty() || skew.get().compareTo(LONGEST_SKEW) > 0) {
            throw wrong(text, "is not from 0s to 5m");
        }
        return skew.get();
    }

    private Role role(Yamls.Text text) {
        try {
            return Role.of(text.value());
        } catch (IllegalArgumentException e) {
            throw wrong(text, "is not a role; known are admin, operator, user, worker");
        }
    }

    private String tier(Yamls.Text text) {
        if (!Issuer.Claims.tiers().contains(text.value())) {
            throw wrong(text, "is not one of " + String.join(", ", Issuer.Claims.tiers()));
        }
        return text.value();
    }

    private RouteFileException wrong(Yamls.Text text, String problem) {
        return new RouteFileException(name, text.line(), text.field() + " \"" + text.value() + "\" " + problem);
    }
}
