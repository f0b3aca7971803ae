package dev.headrace.task.deadletter;

import dev.headrace.task.action.BulkAction;
import dev.headrace.task.action.Subject;
import dev.headrace.task.action.Work;
import dev.headrace.task.inspect.TaskSearch.Found;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/**
 * Steps of actions on dead letters. They go from the newest to the oldest, by when their tasks died first, so one whose task
 * dies again meanwhile is behind and not touched twice.
 */
@Singleton
class LetterWork implements Work {
    private final LetterSearch search;
    private final Letters letters;

    LetterWork(LetterSearch search, Letters letters) {
        this.search = search;
        this.letters = letters;
    }

    @Override
    public Subject subject() {
        return Subject.DEAD_LETTER;
    }

    @Override
    public Uni<Done> step(BulkAction action, int size, Ending ending) {
        LetterActionRequest request = action.request(LetterActionRequest.class);
        LetterSearch.Question question =
                new LetterSearch.Question(filter(request), action.scope(), action.position(), size);
        return search.brief(question)
                .chain(found -> letters.apply(
                                request.change(),
                                ids(found),
                                action.actor(),
                                (connection, effects) -> ending.in(connection, done(effects, found)))
                        .map(effects -> done(effects, found)));
    }

    private static LetterFilter filter(LetterActionRequest request) {
        LetterFilterInput written = request.filter();
        if (written == null) {
            throw new IllegalStateException("an action without a filter has no steps");
        }
        return request.validFilter(written);
    }

    private static List<UUID> ids(Found<LetterStore.Brief> found) {
        return found.items().stream().map(LetterStore.Brief::id).toList();
    }

    private static Done done(List<LetterEffect> effects, Found<?> found) {
        return new Done(effects.stream().map(LetterEffect::left).toList(), found.next());
    }
}
