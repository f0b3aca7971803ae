package dev.headrace.platform.identity;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.junit.jupiter.api.Test;

class RoleFilterTest {
    private final RoleFilter filter = new RoleFilter();

    static final class ThingResource {
        @Operation(extensions = @Extension(name = Roles.NAME, value = Roles.OPERATOR, parseValue = true))
        void operate() {}

        @Operation(
                extensions = {
                    @Extension(name = "x-other", value = "[\"nobody\"]", parseValue = true),
                    @Extension(name = Roles.NAME, value = Roles.USER_OR_OPERATOR, parseValue = true)
                })
        void use() {}

        void look() {}
    }

    @Test
    void oneOfTheDocumentedRolesIsNeeded() {
        assertDoesNotThrow(() -> check("operate", Role.OPERATOR));
        assertDoesNotThrow(() -> check("use", Role.USER));
        assertDoesNotThrow(() -> check("use", Role.OPERATOR));
        refuses("operate", Role.USER);
        refuses("use", Role.WORKER);
    }

    @Test
    void anAdminMayEverythingAndWhatNamesNoneIsOpen() {
        assertDoesNotThrow(() -> check("operate", Role.ADMIN));
        assertDoesNotThrow(() -> check("look", Role.WORKER));
    }

    private void refuses(String method, Role role) {
        ApiException refusal = assertThrows(ApiException.class, () -> check(method, role));
        assertEquals(ErrorCode.FORBIDDEN, refusal.code());
    }

    private void check(String name, Role role) throws ReflectiveOperationException {
        Method method = ThingResource.class.getDeclaredMethod(name);
        Identity caller = new Identity("t", "s", Set.of(role), "free", Set.of());
        filter.check(
                Fake.of(ResourceInfo.class, Map.of("getResourceMethod", method)),
                Fake.of(RoutingContext.class, Map.of("normalizedPath", "/api/v1/things", "get", caller)));
    }
}
