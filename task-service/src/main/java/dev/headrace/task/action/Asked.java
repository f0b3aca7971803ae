package dev.headrace.task.action;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import dev.headrace.platform.api.JsonBytes;
import dev.headrace.platform.identity.Identity;
import dev.headrace.task.control.Actor;
import dev.headrace.task.inspect.Scope;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who asks for what.
 *
 * @param scope whose it may touch
 * @param request JSON, as it is kept: without ids
 * @param from the first step goes on before this id
 * @param ratePerS at most so many a second
 */
public record Asked(
        UUID id,
        String tenant,
        String owner,
        Scope scope,
        Subject subject,
        String request,
        UUID from,
        @Nullable Integer ratePerS) {
    private static final TimeBasedEpochGenerator NEXT_ID = Generators.timeBasedEpochGenerator();
    private static final UUID LAST = new UUID(-1, -1);

    /** An action on tasks; those that are submitted from now on are not meant. */
    static Asked onTasks(Identity caller, Scope scope, ActionRequest request) {
        UUID id = NEXT_ID.generate();
        String kept = JsonBytes.text(request.bare());
        return new Asked(id, caller.tenant(), caller.subject(), scope, Subject.TASK, kept, id, request.ratePerS());
    }

    /** An action on dead letters; those that appear once it has begun are not meant. */
    public static Asked onLetters(Identity caller, Scope scope, String request, @Nullable Integer ratePerS) {
        return new Asked(
                NEXT_ID.generate(),
                caller.tenant(),
                caller.subject(),
                scope,
                Subject.DEAD_LETTER,
                request,
                LAST,
                ratePerS);
    }

    public Actor actor() {
        return new Actor(owner, scope, id);
    }
}
