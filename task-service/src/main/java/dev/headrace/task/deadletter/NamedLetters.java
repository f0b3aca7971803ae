package dev.headrace.task.deadletter;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.headrace.task.action.Actions;
import dev.headrace.task.action.Asked;
import dev.headrace.task.action.Named;
import dev.headrace.task.inspect.Scope;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Actions on dead letters that are named by their ids: done in the call, each with its own result. */
@Singleton
class NamedLetters {
    private final Letters letters;
    private final LetterStore store;
    private final Actions actions;

    NamedLetters(Letters letters, LetterStore store, Actions actions) {
        this.letters = letters;
        this.store = store;
        this.actions = actions;
    }

    /**
     * What became of one of the ids.
     *
     * @param result done, skipped, not_found, invalid or duplicate
     * @param status of the dead letter afterwards
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Item(
            String id,
            String result,
            @Nullable LetterStatus status,
            @Nullable String reason) {}

    /**
     * The results in the order of the ids.
     *
     * @param actionId under which the action is kept; absent for a dry run
     */
    public record Reply(
            @Nullable UUID actionId, String action, boolean dryRun, long done, long skipped, List<Item> results) {}

    Uni<Reply> act(LetterActionRequest request, Asked asked) {
        List<String> ids = request.ids();
        List<Named> all = Named.all(ids == null ? List.of() : ids);
        List<UUID> good = Named.good(all);
        Uni<List<LetterEffect>> effects = request.onlyForeseen()
                ? foreseen(request.change(), good, asked.scope())
                : done(request.change(), good, asked);
        return effects.map(found -> reply(request, asked.id(), all, found));
    }

    private Uni<List<LetterEffect>> done(LetterChange change, List<UUID> ids, Asked asked) {
        return letters.apply(
                change,
                ids,
                asked.actor(),
                (connection, effects) -> actions.record(
                        connection,
                        asked,
                        effects.stream().map(LetterEffect::left).toList()));
    }

    private Uni<List<LetterEffect>> foreseen(LetterChange change, List<UUID> ids, Scope scope) {
        return store.briefly(ids, scope)
                .map(found -> ids.stream()
                        .map(id -> foreseen(change, id, found.get(id)))
                        .toList());
    }

    private static LetterEffect foreseen(LetterChange change, UUID id, LetterStore.@Nullable Brief letter) {
        if (letter == null) {
            return LetterEffect.notFound(id);
        }
        return change.appliesTo().contains(letter.status())
                ? LetterEffect.done(id, letter.status())
                : LetterEffect.skipped(id, letter.status(), change.refusal(letter.status()));
    }

    private static Reply reply(LetterActionRequest request, UUID action, List<Named> all, List<LetterEffect> effects) {
        List<Item> items = new ArrayList<>(all.size());
        int next = 0;
        long done = 0;
        for (Named one : all) {
            if (one.id().isEmpty()) {
                items.add(new Item(one.text(), one.problem(), null, one.why()));
                continue;
            }
            LetterEffect effect = effects.get(next++);
            done += effect.left().isEmpty() ? 1 : 0;
            String result = effect.result().name().toLowerCase(Locale.ROOT);
            items.add(new Item(one.text(), result, effect.status(), effect.reason()));
        }
        boolean dry = request.onlyForeseen();
        return new Reply(dry ? null : action, request.change().action(), dry, done, items.size() - done, items);
    }
}
