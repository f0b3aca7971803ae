package dev.headrace.task.action;

import dev.headrace.task.control.Effect;
import dev.headrace.task.control.TaskControl;
import dev.headrace.task.inspect.FilterInput;
import dev.headrace.task.inspect.TaskFilter;
import dev.headrace.task.inspect.TaskSearch;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;

/** Steps of actions on tasks. */
@Singleton
class TaskWork implements Work {
    private final TaskSearch search;
    private final TaskControl control;

    TaskWork(TaskSearch search, TaskControl control) {
        this.search = search;
        this.control = control;
    }

    @Override
    public Subject subject() {
        return Subject.TASK;
    }

    @Override
    public Uni<Done> step(BulkAction action, int size, Ending ending) {
        ActionRequest request = action.request(ActionRequest.class);
        TaskSearch.Question question =
                new TaskSearch.Question(filter(request), action.scope(), action.position(), size);
        return search.ids(question)
                .chain(found -> control.apply(
                                request.change(),
                                found.items(),
                                action.actor(),
                                (connection, effects) -> ending.in(connection, done(effects, found)))
                        .map(effects -> done(effects, found)));
    }

    private static Done done(List<Effect> effects, TaskSearch.Found<?> found) {
        return new Done(effects.stream().map(Effect::left).toList(), found.next());
    }

    private static TaskFilter filter(ActionRequest request) {
        FilterInput written = request.filter();
        if (written == null) {
            throw new IllegalStateException("an action without a filter has no steps");
        }
        return request.validFilter(written);
    }
}
