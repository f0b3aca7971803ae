package dev.headrace.platform.identity;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScopeFilterTest {
    private final ScopeFilter filter = new ScopeFilter();

    @Scoped("things")
    static final class ThingResource {
        void use() {}

        @Scoped("other")
        void special() {}

        @Scoped(Scoped.NONE)
        void open() {}
    }

    static final class ForgottenResource {
        void use() {}
    }

    @Test
    void aNarrowedCallerNeedsTheScopeOfTheMethod() {
        assertDoesNotThrow(() -> check(ThingResource.class, "use", HttpMethod.GET, "things:read"));
        assertDoesNotThrow(() -> check(ThingResource.class, "use", HttpMethod.DELETE, "things:write"));
        assertTrue(refusal(ThingResource.class, "use", HttpMethod.POST, "things:read")
                .detail()
                .contains("things:write"));
        assertTrue(refusal(ThingResource.class, "special", HttpMethod.GET, "things:read")
                .detail()
                .contains("other:read"));
    }

    @Test
    void whoWasNotNarrowedNeedsNone() {
        assertDoesNotThrow(() -> check(ThingResource.class, "use", HttpMethod.POST));
        assertDoesNotThrow(() -> check(ThingResource.class, "open", HttpMethod.POST, "x:read"));
    }

    @Test
    void whatDeclaresNoneIsOpenToNobody() {
        assertEquals(
                ErrorCode.FORBIDDEN,
                refusal(ForgottenResource.class, "use", HttpMethod.GET).code());
    }

    private ApiException refusal(Class<?> resource, String method, HttpMethod http, String... scopes) {
        return assertThrows(ApiException.class, () -> check(resource, method, http, scopes));
    }

    private void check(Class<?> resource, String name, HttpMethod http, String... scopes)
            throws ReflectiveOperationException {
        Method method = resource.getDeclaredMethod(name);
        Identity caller = new Identity("t", "s", Set.of(Role.USER), "free", Set.of(scopes));
        HttpServerRequest request = Fake.of(HttpServerRequest.class, Map.of("method", http));
        filter.check(
                Fake.of(ResourceInfo.class, Map.of("getResourceMethod", method)),
                Fake.of(
                        RoutingContext.class,
                        Map.of("normalizedPath", "/api/v1/things", "request", request, "get", caller)));
    }
}
