package dev.headrace.gateway.live;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.headrace.gateway.live.LiveEvent.About;
import dev.headrace.platform.api.Violations;
import dev.headrace.platform.event.TaskEvent;
import dev.headrace.platform.identity.Identity;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which events a client wants: those that fit every field that has values, by one of them. Events, types and queues may end
 * with {@code *}.
 *
 * @param tenant whose; {@code *} for all, which only admins may name
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record LiveFilter(
        @Nullable Set<String> events,
        @Nullable Set<String> taskIds,
        @Nullable Set<String> batchIds,
        @Nullable Set<String> types,
        @Nullable Set<String> queues,
        @Nullable Set<String> priorities,
        @Nullable Set<String> states,
        @Nullable Set<String> owners,
        @Nullable String tenant) {
    static final LiveFilter ALL = new LiveFilter(null, null, null, null, null, null, null, null, null);
    /** Every tenant. */
    static final String ANY = "*";

    static final Set<String> EVENTS = Stream.concat(
                    TaskEvent.TYPES.keySet().stream().map(type -> type.substring(TaskEvent.PREFIX.length())),
                    Stream.of(
                            "batch.completed",
                            "breaker.opened",
                            "breaker.closed",
                            "dead_letter.retried",
                            "dead_letter.resolved",
                            "dead_letter.abandoned",
                            "dead_letter.assigned",
                            "dead_letter.noted"))
            .collect(Collectors.toUnmodifiableSet());
    static final List<String> PRIORITIES = List.of("CRITICAL", "HIGH", "NORMAL", "LOW", "BULK");
    static final List<String> STATES =
            List.of("BLOCKED", "SCHEDULED", "READY", "RUNNING", "RETRYING", "SUCCEEDED", "DEAD", "CANCELLED");
    private static final Map<String, String> ALIASES = Map.of("MEDIUM", "NORMAL", "DEFERRED", "BULK");
    private static final int MOST = 50;
    private static final int MAX_LENGTH = 200;

    /** What is in effect for a caller; what is wrong is added to the violations. */
    LiveFilter of(Identity caller, Violations wrong) {
        LiveFilter read = new LiveFilter(
                known(events, "events", wrong),
                ids(taskIds, "task_ids", wrong),
                ids(batchIds, "batch_ids", wrong),
                some(types, "types", wrong),
                some(queues, "queues", wrong),
                upper(priorities, value -> ALIASES.getOrDefault(value, value)),
                upper(states, UnaryOperator.identity()),
                some(owners, "owners", wrong),
                tenant == null ? caller.tenant() : tenant);
        some(read.priorities, "priorities", wrong).forEach(each -> wrong.known("priorities", each, PRIORITIES));
        some(read.states, "states", wrong).forEach(each -> wrong.known("states", each, STATES));
        boolean ownTenant = caller.isAdmin() || caller.tenant().equals(read.tenant);
        boolean ownTasks = caller.mayOperate()
                || owners == null
                || Set.of(caller.subject()).containsAll(owners);
        wrong.text("tenant", tenant, MAX_LENGTH)
                .check(ownTenant, "tenant", "FORBIDDEN", "is not yours; only admins may name another")
                .check(ownTasks, "owners", "FORBIDDEN", "may only be you; operators see the tasks of others");
        return read;
    }

    private static boolean isId(String text) {
        try {
            return UUID.fromString(text).toString().equals(text.toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Set<String> some(@Nullable Set<String> values, String field, Violations wrong) {
        if (values == null) {
            return Set.of();
        }
        wrong.check(values.size() <= MOST, field, "TOO_MANY", "may have at most " + MOST + " values");
        values.forEach(value -> wrong.requiredText(field, value, MAX_LENGTH));
        return values;
    }

    private static Set<String> ids(@Nullable Set<String> values, String field, Violations wrong) {
        Set<String> ids = some(values, field, wrong);
        ids.forEach(id -> wrong.check(isId(id), field, "INVALID_FORMAT", "must be ids"));
        return ids;
    }

    private static Set<String> known(@Nullable Set<String> events, String field, Violations wrong) {
        for (String event : some(events, field, wrong)) {
            String start = event.endsWith("*") ? event.substring(0, event.length() - 1) : null;
            if (start == null || EVENTS.stream().noneMatch(each -> each.startsWith(start))) {
                wrong.known(field, event, EVENTS);
            }
        }
        return events == null ? Set.of() : events;
    }

    private static @Nullable Set<String> upper(@Nullable Set<String> values, UnaryOperator<String> alias) {
        return values == null
                ? null
                : values.stream()
                        .map(value -> alias.apply(value.toUpperCase(Locale.ROOT)))
                        .collect(Collectors.toSet());
    }

    /** The tenant of a filter that is in effect. */
    String whose() {
        return tenant == null ? ANY : tenant;
    }

    /** Ready to be asked of every event. */
    Matcher matcher() {
        return new Matcher(
                Names.of(events),
                lower(taskIds),
                lower(batchIds),
                Names.of(types),
                Names.of(queues),
                Names.of(priorities),
                Names.of(states),
                Names.of(owners));
    }

    private static Set<String> lower(@Nullable Set<String> ids) {
        return ids == null
                ? Set.of()
                : ids.stream().map(id -> id.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /** A filter as it is asked: nothing is read or made for an event. */
    record Matcher(
            Names events,
            Set<String> taskIds,
            Set<String> batchIds,
            Names types,
            Names queues,
            Names priorities,
            Names states,
            Names owners) {
        boolean matches(LiveEvent event) {
            About about = event.about();
            return (taskIds.isEmpty() || taskIds.contains(event.subject()))
                    && (batchIds.isEmpty() || (about.batchId() != null && batchIds.contains(about.batchId())))
                    && events.has(event.type())
                    && types.has(about.type())
                    && queues.has(about.queue())
                    && priorities.has(about.priority())
                    && states.has(about.state())
                    && owners.has(about.owner());
        }
    }
}
