package dev.headrace.platform.identity;

import dev.headrace.platform.api.JsonBytes;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * The roles of which an operation needs one, if they are fewer than its route's: an extension of this name of its {@link Operation}. It
 * is what the OpenAPI document says, and what {@link RoleFilter} checks, so that neither can say anything else.
 */
public final class Roles {
    public static final String NAME = "x-headrace-roles";

    /** Nobody but an admin, who may everything. */
    public static final String ADMIN = "[\"admin\"]";

    public static final String OPERATOR = "[\"operator\"]";
    public static final String USER_OR_OPERATOR = "[\"operator\", \"user\"]";
    public static final String WORKER = "[\"worker\"]";

    private Roles() {}

    /** What a method says; empty if it says nothing. */
    static Set<Role> of(Method method) {
        Operation operation = method.getAnnotation(Operation.class);
        if (operation == null) {
            return Set.of();
        }
        Set<Role> roles = new HashSet<>();
        Arrays.stream(operation.extensions())
                .filter(extension -> extension.name().equals(NAME))
                .forEach(extension -> JsonBytes.tree(extension.value().getBytes(StandardCharsets.UTF_8))
                        .forEach(role -> roles.add(Role.of(role.asText()))));
        return roles;
    }
}
