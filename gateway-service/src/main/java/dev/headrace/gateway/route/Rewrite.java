package dev.headrace.gateway.route;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An earlier path that answers as the one that followed it.
 *
 * @param from segments in braces stand for any one segment
 * @param to has the same segments in braces
 * @param below whether what is below goes with it
 */
public record Rewrite(String from, Set<String> methods, String to, boolean below) {
    public Rewrite {
        methods = Set.copyOf(methods);
    }

    /** The path that followed; null if this is not about the path. A slash at the end makes no difference. */
    @Nullable
    String apply(String method, String path) {
        int brace = from.indexOf('{');
        String literal = brace < 0 ? from : from.substring(0, brace);
        if (!path.startsWith(literal) || !methods.contains(method)) {
            return null;
        }
        String asked = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        if (brace >= 0) {
            return segment(asked, literal.length(), from.substring(from.indexOf('}') + 1));
        }
        String rest = asked.substring(Math.min(asked.length(), literal.length()));
        return rest.isEmpty() || (below && rest.startsWith("/")) ? to + rest : null;
    }

    private @Nullable String segment(String asked, int start, String after) {
        int end = asked.indexOf('/', start);
        String value = end < 0 ? asked.substring(start) : asked.substring(start, end);
        String rest = end < 0 ? "" : asked.substring(end);
        return value.isEmpty() || !rest.equals(after) ? null : to.replaceAll("\\{[a-z]+}", value.replace("$", "\\$"));
    }
}
