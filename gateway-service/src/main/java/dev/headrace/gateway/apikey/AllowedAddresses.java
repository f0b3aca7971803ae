package dev.headrace.gateway.apikey;

import dev.headrace.platform.api.Violations;
import dev.headrace.platform.guard.rule.Network;
import java.util.List;
import java.util.regex.Pattern;

/** The networks from which a key works, as they are asked for. */
final class AllowedAddresses {
    static final int MAX = 50;
    /** Plain decimal IPv4 or IPv6: the parser alone would also take hexadecimal and octal forms. */
    private static final Pattern PLAIN =
            Pattern.compile("((0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*)(/\\d{1,3})?");

    private AllowedAddresses() {}

    static void check(Violations wrong, List<String> networks) {
        wrong.check(
                networks.size() <= MAX,
                "allowed_addresses",
                "TOO_MANY",
                "has " + networks.size() + " entries; at most " + MAX + " are allowed");
        for (int i = 0; i < Math.min(MAX, networks.size()); i++) {
            wrong.check(
                    isNetwork(networks.get(i)),
                    "allowed_addresses[" + i + "]",
                    "INVALID",
                    "must be an address or a network such as 192.0.2.7, 10.0.0.0/8 or 2001:db8::/32");
        }
    }

    private static boolean isNetwork(String text) {
        if (text.length() > 64 || !PLAIN.matcher(text).matches()) {
            return false;
        }
        try {
            Network.parse(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
