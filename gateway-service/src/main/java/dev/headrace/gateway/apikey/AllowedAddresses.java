package dev.headrace.gateway.apikey;

import dev.headrace.platform.api.Violations;
import dev.headrace.platform.guard.rule.Network;
import java.util.Collection;
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

    /**
     * Nobody makes a key that works from where its own does not.
     *
     * @param networks of the new key; empty for everywhere
     * @param own of the caller's key; empty for everywhere
     */
    static void within(Violations wrong, List<String> networks, List<Network> own) {
        String fix = "your own key works from " + own + " only: give those, or narrower ones";
        wrong.check(own.isEmpty() || !networks.isEmpty(), "allowed_addresses", "MORE_THAN_OWN", fix);
        for (int i = 0; i < Math.min(MAX, networks.size()); i++) {
            boolean within = !isNetwork(networks.get(i)) || covers(own, List.of(networks.get(i)));
            wrong.check(within, "allowed_addresses[" + i + "]", "MORE_THAN_OWN", fix);
        }
    }

    /** Whether a key that works from some networks works from all of others. */
    static boolean covers(List<Network> own, Collection<String> networks) {
        return own.isEmpty()
                || (!networks.isEmpty()
                        && networks.stream()
                                .map(Network::parse)
                                .allMatch(one -> own.stream().anyMatch(network -> network.contains(one))));
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
