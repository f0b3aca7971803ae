package dev.headrace.task.action;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.headrace.task.control.Actor;
import dev.headrace.task.control.Change;
import dev.headrace.task.control.Effect;
import dev.headrace.task.control.TaskControl;
import dev.headrace.task.inspect.StateStore;
import dev.headrace.task.model.TaskState;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Actions on tasks that are named by their ids: done in the call, each with its own result. */
@Singleton
class NamedTasks {
    private final TaskControl control;
    private final StateStore states;
    private final ActionStore store;

    NamedTasks(TaskControl control, StateStore states, ActionStore store) {
        this.control = control;
        this.states = states;
        this.store = store;
    }

    /**
     * What became of one of the ids.
     *
     * @param result done, requested (its worker was asked to stop), skipped, not_found, invalid or duplicate
     * @param state of the task afterwards
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Item(
            String id,
            String result,
            @Nullable TaskState state,
            @Nullable String reason) {}

    /**
     * The results in the order of the ids.
     *
     * @param actionId under which the action is kept; absent for a dry run
     */
    public record Reply(
            @Nullable UUID actionId, String action, boolean dryRun, long done, long skipped, List<Item> results) {}

    Uni<Reply> act(ActionStore.Asked asked) {
        List<String> ids = asked.request().ids();
        List<Named> all = named(ids == null ? List.of() : ids);
        List<UUID> good = all.stream().flatMap(n -> n.id().stream()).toList();
        Uni<List<Effect>> effects =
                asked.request().onlyForeseen() ? foreseen(asked.request().change(), good, asked) : done(asked, good);
        return effects.map(found -> reply(asked, all, found));
    }

    /** One of the ids as it was written; without an id it is wrong or a duplicate. */
    private record Named(String text, Optional<UUID> id, String problem) {}

    private static List<Named> named(List<String> texts) {
        List<Named> all = new ArrayList<>(texts.size());
        Set<UUID> seen = new HashSet<>();
        for (String text : texts) {
            Optional<UUID> id = parse(String.valueOf(text));
            boolean fresh = id.isPresent() && seen.add(id.get());
            String problem = fresh ? "" : id.isPresent() ? "duplicate" : "invalid";
            all.add(new Named(String.valueOf(text), fresh ? id : Optional.empty(), problem));
        }
        return all;
    }

    private static Optional<UUID> parse(String text) {
        try {
            return text.length() == 36 ? Optional.of(UUID.fromString(text)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Uni<List<Effect>> done(ActionStore.Asked asked, List<UUID> good) {
        Actor actor = new Actor(asked.owner(), asked.scope(), asked.id());
        return control.apply(
                asked.request().change(),
                good,
                actor,
                (connection, effects) -> store.record(connection, asked, BulkAction.Progress.NONE.plus(effects)));
    }

    private Uni<List<Effect>> foreseen(Change change, List<UUID> ids, ActionStore.Asked asked) {
        return states.of(ids, asked.scope())
                .map(found ->
                        ids.stream().map(id -> foreseen(change, id, found)).toList());
    }

    private static Effect foreseen(Change change, UUID id, Map<UUID, TaskState> found) {
        TaskState state = found.get(id);
        if (state == null) {
            return new Effect(id, Effect.Result.NOT_FOUND, null, "There is no such task");
        }
        return change.appliesTo(state)
                ? new Effect(id, Effect.Result.DONE, state, null)
                : new Effect(id, Effect.Result.SKIPPED, state, change.refusal(state));
    }

    private static Reply reply(ActionStore.Asked asked, List<Named> all, List<Effect> effects) {
        List<Item> items = new ArrayList<>(all.size());
        int next = 0;
        long done = 0;
        for (Named one : all) {
            if (one.id().isEmpty()) {
                String why = "invalid".equals(one.problem()) ? "This is not an id" : "The id is given twice";
                items.add(new Item(shown(one.text()), one.problem(), null, why));
                continue;
            }
            Effect effect = effects.get(next++);
            boolean changed = effect.result() == Effect.Result.DONE || effect.result() == Effect.Result.REQUESTED;
            done += changed ? 1 : 0;
            items.add(new Item(one.text(), result(effect), effect.state(), effect.reason()));
        }
        boolean dry = asked.request().onlyForeseen();
        return new Reply(
                dry ? null : asked.id(), asked.request().change().action(), dry, done, items.size() - done, items);
    }

    private static String result(Effect effect) {
        return switch (effect.result()) {
            case DONE, REQUESTED, SKIPPED, NOT_FOUND -> effect.result().name().toLowerCase(Locale.ROOT);
            case MOVED -> "skipped";
        };
    }

    private static String shown(String text) {
        return text.length() > 64 ? text.substring(0, 64) : text;
    }
}
