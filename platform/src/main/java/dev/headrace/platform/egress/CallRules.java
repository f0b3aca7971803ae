package dev.headrace.platform.egress;

import dev.headrace.platform.api.Violations;
import dev.headrace.platform.guard.rule.Destination;
import dev.headrace.platform.guard.rule.Guard;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks where callers want their calls to go and what these are to carry. Names are judged when a call is made. */
public final class CallRules {
    private static final int MAX_HEADERS = 20;
    private static final int MAX_SHOWN = 128;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}");
    private static final Pattern VALUE = Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e]{0,1022}[\\x21-\\x7e])?");
    /** What would change how the message is framed, routed or read. */
    private static final Set<String> FRAMING = Set.of(
            "connection",
            "content-encoding",
            "content-length",
            "expect",
            "forwarded",
            "host",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private final Guard guard;
    private final Set<String> ownNames;
    private final String ownPrefix;

    /**
     * The rules of one sort of calls.
     *
     * @param ownNames headers that the call sets itself, in lower case
     * @param ownPrefix headers that begin so are the call's own too
     */
    public CallRules(Guard guard, Set<String> ownNames, String ownPrefix) {
        this.guard = guard;
        this.ownNames = Set.copyOf(ownNames);
        this.ownPrefix = ownPrefix;
    }

    /** Adds what is wrong with a URL. */
    public void url(Violations violations, String field, String url) {
        try {
            String host = Destination.parse(url).host();
            boolean local = !guard.hasExceptions() && guard.isLocalName(host);
            violations.check(
                    !local && guard.allowsLiteral(host).orElse(true),
                    field,
                    "PRIVATE_ADDRESS",
                    "points to a private, local or reserved address");
        } catch (IllegalArgumentException e) {
            violations.add(field, "INVALID_URL", String.valueOf(e.getMessage()));
        }
    }

    /** Adds what is wrong with headers, each under its name. */
    public void headers(Violations violations, String field, Map<String, ? extends @Nullable String> headers) {
        violations.range(field, headers.size(), 0, MAX_HEADERS);
        Set<String> seen = new HashSet<>();
        headers.forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            violations
                    .check(NAME.matcher(name).matches(), named(field, name), "INVALID_HEADER", "is not a header name")
                    .check(!isOurs(lower), named(field, name), "RESERVED_HEADER", "is set by Headrace")
                    .check(seen.add(lower), named(field, name), "DUPLICATE_HEADER", "is there twice")
                    .check(
                            value != null && VALUE.matcher(value).matches(),
                            named(field, name),
                            "INVALID_HEADER",
                            "needs a value of 1 to 1024 visible ASCII characters");
        });
    }

    /** As people may read it: without what is no header name, such as line ends. */
    private static String named(String field, String name) {
        String shown = name.length() > MAX_SHOWN ? name.substring(0, MAX_SHOWN) : name;
        return field + '.' + shown.replaceAll("[^\\x21-\\x7e]", "?");
    }

    private boolean isOurs(String lower) {
        return FRAMING.contains(lower)
                || ownNames.contains(lower)
                || lower.startsWith(ownPrefix)
                || lower.startsWith("proxy-");
    }
}
