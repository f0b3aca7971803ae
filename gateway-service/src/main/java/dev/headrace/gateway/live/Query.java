package dev.headrace.gateway.live;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.api.Ids;
import dev.headrace.platform.api.Violations;
import dev.headrace.platform.identity.Identity;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads from the address of a WebSocket what it is subscribed to from the start. */
final class Query {
    private static final String LAST_EVENT_ID = "last_event_id";
    private static final String TICKET = "ticket";
    private static final String TASKS = "task_ids";
    private static final String BATCHES = "batch_ids";
    private static final List<String> OF_ONE = List.of("events", "tenant", LAST_EVENT_ID, TICKET);
    private static final List<String> LISTS = List.of("events", "types", "queues", "priorities", "states", "owners");

    private Query() {}

    /** {@code /ws}: what the parameters say; null if they say nothing. */
    static Command.@Nullable Subscribe events(RoutingContext rc, Identity caller) {
        MultiMap given = rc.queryParams();
        List<String> known = new ArrayList<>(LISTS);
        known.addAll(List.of(TASKS, BATCHES, "tenant", LAST_EVENT_ID, TICKET));
        boolean nothing = given.names().stream().allMatch(TICKET::equals);
        Command.Subscribe read = read(given, known, list(given, TASKS), list(given, BATCHES), caller);
        return nothing ? null : read;
    }

    /** {@code /ws/tasks/{id}}: one task. */
    static Command.Subscribe task(RoutingContext rc, Identity caller) {
        UUID id = Ids.parse(
                String.valueOf(rc.pathParam("id")),
                shown -> new ApiException(ErrorCode.TASK_NOT_FOUND, "There is no task " + shown));
        return read(rc.queryParams(), OF_ONE, Set.of(id.toString()), null, caller);
    }

    /** {@code /ws/batches/{id}}: the tasks of one batch, and its end. */
    static Command.Subscribe batch(RoutingContext rc, Identity caller) {
        UUID id = Ids.parse(
                String.valueOf(rc.pathParam("id")),
                shown -> new ApiException(ErrorCode.NOT_FOUND, "There is no batch " + shown));
        return read(rc.queryParams(), OF_ONE, null, Set.of(id.toString()), caller);
    }

    private static Command.Subscribe read(
            MultiMap given,
            List<String> known,
            @Nullable Set<String> tasks,
            @Nullable Set<String> batches,
            Identity caller) {
        Violations wrong = new Violations();
        given.names().forEach(name -> wrong.knownParameter(name, known));
        LiveFilter filter = new LiveFilter(
                        list(given, "events"),
                        tasks,
                        batches,
                        list(given, "types"),
                        list(given, "queues"),
                        list(given, "priorities"),
                        list(given, "states"),
                        list(given, "owners"),
                        given.get("tenant"))
                .of(caller, wrong);
        Position from = Command.from(given.get(LAST_EVENT_ID), wrong);
        wrong.orThrow();
        return new Command.Subscribe(Command.DEFAULT, filter, from);
    }

    private static @Nullable Set<String> list(MultiMap given, String name) {
        String values = String.join(",", given.getAll(name));
        return values.isEmpty() ? null : new LinkedHashSet<>(Arrays.asList(values.split(",", -1)));
    }
}
