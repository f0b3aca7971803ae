package dev.headrace.platform.guard.rule;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where a call goes, taken apart from its URL.
 *
 * @param secure https
 * @param host as written, without brackets
 * @param path with the query, at least {@code /}
 */
public record Destination(boolean secure, String host, int port, String path) {
    private static final int MAX_URL = 2_048;
    private static final int HTTP = 80;
    private static final int HTTPS = 443;
    private static final int FIRST_UNPRIVILEGED = 1_024;
    private static final int LAST_PORT = 65_535;
    private static final Pattern HOST =
            Pattern.compile("(?!-)[A-Za-z0-9_-]{1,63}(?<!-)(\\.(?!-)[A-Za-z0-9_-]{1,63}(?<!-))*\\.?");

    /**
     * Takes a URL apart.
     *
     * @throws IllegalArgumentException saying what is wrong with it, in words for the caller that sent it
     */
    public static Destination parse(String url) {
        require(url.length() <= MAX_URL, "is longer than " + MAX_URL + " characters");
        URI uri = uri(url);
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        require(scheme.equals("http") || scheme.equals("https"), "must start with https:// or http://");
        require(uri.getRawUserInfo() == null, "may not carry a user name or password; use headers");
        require(uri.getRawFragment() == null, "may not carry a fragment");
        String host = host(uri);
        boolean secure = scheme.equals("https");
        int port = uri.getPort() < 0 ? secure ? HTTPS : HTTP : uri.getPort();
        require(
                port == HTTP || port == HTTPS || (port >= FIRST_UNPRIVILEGED && port <= LAST_PORT),
                "uses port " + port + "; allowed are 80, 443 and 1024 to 65535");
        return new Destination(secure, host, port, path(uri));
    }

    /** Host and port, in the form that is the same for all URLs of one server: {@code example.com:443}. */
    public String authority() {
        return host.toLowerCase(Locale.ROOT) + ':' + port;
    }

    private static URI uri(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("is not a URL: " + e.getReason(), e);
        }
    }

    private static String host(URI uri) {
        String host = uri.getHost();
        if (host == null) {
            throw new IllegalArgumentException("has no host");
        }
        if (host.startsWith("[")) {
            require(host.indexOf('%') < 0, "may not name a network interface");
            return host.substring(1, host.length() - 1);
        }
        require(HOST.matcher(host).matches(), "has a host name that is not one");
        return host;
    }

    private static String path(URI uri) {
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + '?' + uri.getRawQuery();
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
