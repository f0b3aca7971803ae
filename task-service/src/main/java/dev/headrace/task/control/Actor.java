package dev.headrace.task.control;

import dev.headrace.platform.identity.Identity;
import dev.headrace.task.inspect.Scope;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * In whose name tasks are changed.
 *
 * @param scope whose tasks it may touch
 * @param bulk the bulk action that it is part of
 */
public record Actor(String subject, Scope scope, @Nullable UUID bulk) {
    public static Actor of(Identity caller) {
        return new Actor(caller.subject(), Scope.of(caller), null);
    }
}
