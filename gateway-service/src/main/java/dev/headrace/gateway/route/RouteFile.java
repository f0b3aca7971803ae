package dev.headrace.gateway.route;

import dev.headrace.platform.identity.Role;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads a route file (YAML) and refuses one that has a mistake, naming its line. */
public final class RouteFile {
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");
    private static final String PATH = "/[A-Za-z0-9._~/-]*[A-Za-z0-9._~-]";
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final long LARGEST = 64L << 30;
    private static final String PUBLIC = "public";
    private static final Set<String> FIELDS = Set.of(
            "path",
            "methods",
            "service",
            "roles",
            "scope",
            "timeout",
            "max_body",
            "parks",
            "submits",
            "encoded_slashes",
            "websockets");

    private final String name;
    private final Map<String, Integer> lineOfPath = new HashMap<>();

    private RouteFile(String name) {
        this.name = name;
    }

    /**
     * Reads the text of a route file.
     *
     * @param name of the file, for messages
     * @throws RouteFileException if anything in it is wrong
     */
    public static RouteTable parse(String name, String text) {
        return new RouteFile(name)
                .table(Yamls.read(name, text, Set.of("defaults", "routes", "rewrites", "deprecated")));
    }

    private RouteTable table(Yamls.Fields root) {
        Yamls.Fields defaults = root.fields("defaults", Set.of("timeout", "max_body"));
        Duration timeout = timeout(defaults.required("timeout"));
        long maxBody = size(defaults.required("max_body"));
        List<Route> routes = new ArrayList<>();
        for (Yamls.Fields line : root.list("routes", FIELDS)) {
            routes.add(route(line, timeout, maxBody));
        }
        List<Rewrite> rewrites = new ArrayList<>();
        if (root.has("rewrites")) {
            RouteTable known = new RouteTable(routes);
            root.list("rewrites", Set.of("from", "methods", "to", "below")).forEach(line -> {
                rewrites.add(rewrite(line, known));
            });
        }
        long deprecated = root.optional("deprecated").map(this::day).orElse(0L);
        return new RouteTable(routes, rewrites, deprecated);
    }

    private Rewrite rewrite(Yamls.Fields line, RouteTable routes) {
        Yamls.Text from = line.required("from");
        Yamls.Text to = line.required("to");
        Set<String> methods = methods(line.texts("methods"));
        for (Yamls.Text path : List.of(from, to)) {
            if (!path.value().matches("(/([a-z0-9-]+|\\{[a-z]+}))+")) {
                throw wrong(path, "is not a path such as /api/v1/tasks/{id}/cancel");
            }
        }
        for (String method : methods) {
            if (!(routes.match(method, to.value().replaceAll("[{}]", "")) instanceof Match.Found)) {
                throw wrong(to, "with " + method + " is not in the routes");
            }
        }
        return new Rewrite(
                from.value(),
                methods,
                to.value(),
                line.optional("below").map(this::flag).orElse(false));
    }

    private long day(Yamls.Text day) {
        try {
            return LocalDate.parse(day.value()).toEpochDay() * 86_400;
        } catch (DateTimeParseException e) {
            throw wrong(day, "is not a day such as 2026-01-31");
        }
    }

    private Route route(Yamls.Fields line, Duration timeout, long maxBody) {
        return new Route(
                path(line.required("path")),
                methods(line.texts("methods")),
                service(line.required("service")),
                roles(line.texts("roles")),
                line.optional("scope").map(this::scope).orElse(""),
                line.optional("timeout").map(this::timeout).orElse(timeout),
                line.optional("max_body").map(this::size).orElse(maxBody),
                line.optional("parks").map(this::flag).orElse(false),
                line.optional("submits").map(this::submits).orElse(Route.Submits.NOTHING),
                line.optional("encoded_slashes").map(this::flag).orElse(false),
                line.optional("websockets").map(this::flag).orElse(false));
    }

    private String path(Yamls.Text path) {
        if (!path.value().matches(PATH)
                || path.value().contains("//")
                || path.value().contains("/.")) {
            throw wrong(path, "is not a path such as /api/v1/tasks");
        }
        Integer before = lineOfPath.putIfAbsent(path.value(), path.line());
        if (before != null) {
            throw wrong(path, "is the path of two routes, the first in line " + before);
        }
        return path.value();
    }

    private Set<String> methods(List<Yamls.Text> methods) {
        Set<String> names = new HashSet<>();
        for (Yamls.Text method : methods) {
            if (!METHODS.contains(method.value())) {
                throw wrong(method, "is not one of " + sorted(METHODS));
            }
            names.add(method.value());
        }
        return names;
    }

    private Service service(Yamls.Text service) {
        for (Service known : Service.values()) {
            if (known.wire().equals(service.value())) {
                return known;
            }
        }
        throw wrong(service, "is not a service; known are task, cache, analytics, webhook, gateway");
    }

    private Set<Role> roles(List<Yamls.Text> roles) {
        if (roles.size() == 1 && roles.getFirst().value().equals(PUBLIC)) {
            return Set.of();
        }
        Set<Role> known = new HashSet<>();
        for (Yamls.Text role : roles) {
            try {
                known.add(Role.of(role.value()));
            } catch (IllegalArgumentException e) {
                throw wrong(role, "is not a role; known are admin, operator, user, worker, or public alone");
            }
        }
        return known;
    }

    private String scope(Yamls.Text scope) {
        if (!scope.value().matches("[a-z]{1,32}")) {
            throw wrong(scope, "is not a scope: 1 to 32 small letters");
        }
        return scope.value();
    }

    private Duration timeout(Yamls.Text timeout) {
        Duration value =
                Amount.duration(timeout.value()).orElseThrow(() -> wrong(timeout, "is not a time such as 10s"));
        if (value.isZero() || value.compareTo(LONGEST) > 0) {
            throw wrong(timeout, "is not from 1ms to 10m");
        }
        return value;
    }

    private long size(Yamls.Text size) {
        long value = Amount.bytes(size.value()).orElseThrow(() -> wrong(size, "is not a size such as 1MiB"));
        if (value < 1 || value > LARGEST) {
            throw wrong(size, "is not from 1B to 64GiB");
        }
        return value;
    }

    private Route.Submits submits(Yamls.Text submits) {
        return switch (submits.value()) {
            case "task" -> Route.Submits.TASK;
            case "tasks" -> Route.Submits.TASKS;
            case "batch" -> Route.Submits.BATCH;
            default -> throw wrong(submits, "is not task, tasks or batch");
        };
    }

    private boolean flag(Yamls.Text flag) {
        return switch (flag.value()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(flag, "is not true or false");
        };
    }

    private static String sorted(Set<String> names) {
        return String.join(", ", names.stream().sorted().toList());
    }

    private RouteFileException wrong(Yamls.Text text, String problem) {
        return new RouteFileException(name, text.line(), text.field() + " \"" + text.value() + "\" " + problem);
    }
}
