package dev.headrace.gateway.route;

import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Role;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/**
 * One line of the route table.
 *
 * @param path answers itself and everything below it
 * @param roles one of them is needed; empty for a route that needs no credentials
 * @param scope base name of the scopes; empty if none is needed
 * @param timeout longest time without a byte of the answer
 * @param maxBody largest request body in bytes
 * @param parks whether a request may wait on purpose
 * @param submits whether a POST to exactly this path has tasks in its body
 * @param encodedSlashes whether a segment of the path may hold an escaped slash
 * @param webSockets whether an upgrade is passed on to the service; elsewhere the header is ignored
 */
public record Route(
        String path,
        Set<String> methods,
        Service service,
        Set<Role> roles,
        String scope,
        Duration timeout,
        long maxBody,
        boolean parks,
        Submits submits,
        boolean encodedSlashes,
        boolean webSockets) {
    /** What a body holds. */
    public enum Submits {
        NOTHING,
        /** One task. */
        TASK,
        /** A list of tasks in the field {@code tasks}. */
        TASKS,
        /** One type, and an item for each task in the field {@code items}. */
        BATCH
    }

    public Route {
        methods = Set.copyOf(methods);
        roles = Set.copyOf(roles);
    }

    /** Whether anybody may call it. */
    public boolean isPublic() {
        return roles.isEmpty();
    }

    /** The value of an {@code Allow} header. */
    public String allow() {
        return String.join(", ", new TreeSet<>(methods));
    }

    /** Whether a request has tasks in its body. */
    public boolean submits(String method, String requested) {
        int length = path.length();
        return submits != Submits.NOTHING
                && method.equals("POST")
                && (requested.length() == length
                        || (requested.length() == length + 1 && requested.charAt(length) == '/'));
    }

    boolean covers(String requested) {
        int length = path.length();
        return requested.startsWith(path) && (requested.length() == length || requested.charAt(length) == '/');
    }

    /** Whether the caller has one of the roles. */
    public boolean permits(Identity caller) {
        if (isPublic() || caller.isAdmin()) {
            return true;
        }
        for (Role role : roles) {
            if (caller.is(role)) {
                return true;
            }
        }
        return false;
    }

    /** The scope that a narrowed key needs for a method on this route; empty if none. */
    public String scopeFor(String method) {
        return scope.isEmpty() ? "" : Identity.scope(scope, method);
    }
}
