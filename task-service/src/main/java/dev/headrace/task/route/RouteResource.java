package dev.headrace.task.route;

import dev.headrace.platform.api.Body;
import dev.headrace.platform.api.CheckedBody;
import dev.headrace.platform.api.Violations;
import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Roles;
import dev.headrace.platform.identity.Scoped;
import dev.headrace.task.model.Priority;
import dev.headrace.task.rule.RuleBook;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Routes of the caller's tenant: the first one that covers a type counts, for what its submit leaves out. */
@Path("/api/v1/routes")
@Scoped("queues")
@Tag(name = "Queues")
public class RouteResource {
    private static final int MOST = 200;
    private static final Pattern TYPE = Pattern.compile("[a-zA-Z0-9._:/*-]{1,128}");
    private static final Pattern QUEUE = Pattern.compile("[a-zA-Z0-9._:/-]{1,128}");

    private final RouteStore store;
    private final RuleBook rules;

    public RouteResource(RouteStore store, RuleBook rules) {
        this.store = store;
        this.rules = rules;
    }

    /** All routes, in their order. */
    public record Routes(@Nullable List<@Nullable Route> routes) implements CheckedBody {
        @Override
        public void check(Violations violations) {
            violations.required("routes", routes);
            List<@Nullable Route> given = routes == null ? List.of() : routes;
            violations.range("routes.length", given.size(), 0, MOST);
            for (int i = 0; i < Math.min(given.size(), MOST); i++) {
                RouteResource.check(violations, "routes[" + i + "]", given.get(i));
            }
        }
    }

    @PUT
    @Operation(
            operationId = "putRoutes",
            summary = "Set all routes: which queue and priority tasks of a type get",
            extensions = @Extension(name = Roles.NAME, value = Roles.OPERATOR, parseValue = true))
    public Uni<Routes> put(@Nullable Routes body, @Context RoutingContext rc) {
        Identity operator = Caller.of(rc);
        List<Route> routes = valid(Body.present(body));
        return store.replace(operator.tenant(), routes)
                .chain(rules::changed)
                .replaceWith(new Routes(List.copyOf(routes)));
    }

    @GET
    @Operation(operationId = "getRoutes", summary = "All routes, in their order")
    public Uni<Routes> get(@Context RoutingContext rc) {
        return store.all(Caller.of(rc).tenant()).map(routes -> new Routes(List.copyOf(routes)));
    }

    private static List<Route> valid(Routes asked) {
        Violations violations = new Violations();
        asked.check(violations);
        violations.orThrow();
        List<@Nullable Route> given = asked.routes() == null ? List.of() : asked.routes();
        return given.stream()
                .<Route>mapMulti((route, out) -> {
                    if (route != null) {
                        out.accept(route);
                    }
                })
                .toList();
    }

    private static void check(Violations violations, String field, @Nullable Route route) {
        violations.required(field, route);
        if (route == null) {
            return;
        }
        violations
                .requiredText(field + ".type", route.type(), 128)
                .check(
                        route.type() == null || TYPE.matcher(route.type()).matches(),
                        field + ".type",
                        "INVALID",
                        "must be 1 to 128 of a-z A-Z 0-9 . _ - : / and * for any characters")
                .check(
                        route.queue() == null || QUEUE.matcher(route.queue()).matches(),
                        field + ".queue",
                        "INVALID",
                        "must be 1 to 128 of a-z A-Z 0-9 . _ - : /")
                .check(
                        route.priority() == null
                                || Priority.parse(route.priority()).isPresent(),
                        field + ".priority",
                        "UNKNOWN",
                        "is " + route.priority() + "; it must be one of CRITICAL, HIGH, NORMAL, LOW, BULK")
                .check(
                        route.queue() != null || route.priority() != null,
                        field + ".queue",
                        "REQUIRED",
                        "or priority must be given, or the route changes nothing");
    }
}
