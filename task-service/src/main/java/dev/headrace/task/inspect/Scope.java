package dev.headrace.task.inspect;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.identity.Identity;
import org.jspecify.annotations.Nullable;

/**
 * Whose tasks a caller may see and touch: its own; an operator those of its tenant; an admin all.
 *
 * @param tenant null is every tenant's
 * @param owner null is everybody's
 */
public record Scope(@Nullable String tenant, @Nullable String owner) {

    public static Scope of(Identity caller) {
        return new Scope(caller.isAdmin() ? null : caller.tenant(), caller.mayOperate() ? null : caller.subject());
    }

    /**
     * Narrowed to what a filter names.
     *
     * @throws ApiException FORBIDDEN if it names what the caller may not see
     */
    public Scope narrowedBy(TaskFilter filter) {
        return narrowedBy(filter.tenant(), filter.owner());
    }

    /** Narrowed to a tenant and an owner; null is whatever is allowed. @throws ApiException as above */
    public Scope narrowedBy(@Nullable String oneTenant, @Nullable String oneOwner) {
        return new Scope(
                narrowed(tenant, oneTenant, "Only an admin sees the tasks of another tenant"),
                narrowed(owner, oneOwner, "Only an operator sees what others own"));
    }

    private static @Nullable String narrowed(@Nullable String allowed, @Nullable String asked, String refusal) {
        if (asked == null) {
            return allowed;
        }
        if (allowed != null && !allowed.equals(asked)) {
            throw new ApiException(ErrorCode.FORBIDDEN, refusal);
        }
        return asked;
    }
}
