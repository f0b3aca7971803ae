package dev.headrace.task.action;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.headrace.task.control.Change;
import dev.headrace.task.control.Effect;
import dev.headrace.task.control.TaskControl;
import dev.headrace.task.inspect.Scope;
import dev.headrace.task.inspect.StateStore;
import dev.headrace.task.model.TaskState;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Actions on tasks that are named by their ids: done in the call, each with its own result. */
@Singleton
class NamedTasks {
    private final TaskControl control;
    private final StateStore states;
    private final Actions actions;

    NamedTasks(TaskControl control, StateStore states, Actions actions) {
        this.control = control;
        this.states = states;
        this.actions = actions;
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

    Uni<Reply> act(ActionRequest request, Asked asked) {
        List<String> ids = request.ids();
        List<Named> all = Named.all(ids == null ? List.of() : ids);
        List<UUID> good = Named.good(all);
        Uni<List<Effect>> effects = request.onlyForeseen()
                ? foreseen(request.change(), good, asked.scope())
                : done(request.change(), asked, good);
        return effects.map(found -> reply(request, asked.id(), all, found));
    }

    private Uni<List<Effect>> done(Change change, Asked asked, List<UUID> good) {
        return control.apply(
                change,
                good,
                asked.actor(),
                (connection, effects) -> actions.record(
                        connection, asked, effects.stream().map(Effect::left).toList()));
    }

    private Uni<List<Effect>> foreseen(Change change, List<UUID> ids, Scope scope) {
        return states.of(ids, scope)
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

    private static Reply reply(ActionRequest request, UUID action, List<Named> all, List<Effect> effects) {
        List<Item> items = new ArrayList<>(all.size());
        int next = 0;
        long done = 0;
        for (Named one : all) {
            if (one.id().isEmpty()) {
                items.add(new Item(one.text(), one.problem(), null, one.why()));
                continue;
            }
            Effect effect = effects.get(next++);
            done += effect.left().isEmpty() ? 1 : 0;
            items.add(new Item(one.text(), result(effect), effect.state(), effect.reason()));
        }
        boolean dry = request.onlyForeseen();
        return new Reply(dry ? null : action, request.change().action(), dry, done, items.size() - done, items);
    }

    private static String result(Effect effect) {
        return switch (effect.result()) {
            case DONE, REQUESTED, SKIPPED, NOT_FOUND -> effect.result().name().toLowerCase(Locale.ROOT);
            case MOVED -> "skipped";
        };
    }
}
