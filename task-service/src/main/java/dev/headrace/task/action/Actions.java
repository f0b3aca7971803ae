package dev.headrace.task.action;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.Cursor;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.api.Ids;
import dev.headrace.platform.api.Page;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Role;
import dev.headrace.task.inspect.Scope;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Bulk actions as their callers handle them, whatever they are on. */
@Singleton
public class Actions {
    private final ActionStore store;
    private final ActionRunner runner;
    private final ActionConfig config;

    Actions(ActionStore store, ActionRunner runner, ActionConfig config) {
        this.store = store;
        this.runner = runner;
        this.config = config;
    }

    /**
     * Opens an action on a filter, which is then worked off.
     *
     * @throws ApiException RATE_LIMITED if its tenant has too many that are not finished
     */
    public Uni<ActionView> open(Asked asked) {
        return store.open(asked, config.maxOpen())
                .map(opened -> opened.orElseThrow(() -> new ApiException(
                        ErrorCode.RATE_LIMITED,
                        "Your tenant has " + config.maxOpen()
                                + " bulk actions that are not finished; wait or stop some")))
                .invoke(opened -> runner.nudge())
                .map(ActionView::of);
    }

    /** Writes down an action that is being done in this transaction. */
    public Uni<?> record(SqlConnection connection, Asked asked, List<Optional<String>> left) {
        return store.record(connection, asked, BulkAction.Progress.NONE.plus(left));
    }

    /** The newest first. */
    public Uni<Page<ActionView>> list(
            Subject subject, Identity caller, @Nullable String cursor, @Nullable Integer limit) {
        int size = Page.limit(limit);
        UUID before = cursor == null ? null : Cursor.decode(cursor, UUID::fromString);
        return store.list(subject, Scope.of(caller), before, size + 1)
                .map(actions -> actions.stream().map(ActionView::of).toList())
                .map(views -> Page.of(views, size, view -> view.id().toString()));
    }

    public Uni<ActionView> get(Subject subject, String id, Identity caller) {
        return found(subject, id, Scope.of(caller)).map(ActionView::of);
    }

    /** Stops it; what it has done stays done. */
    public Uni<ActionView> stop(Subject subject, String id, Identity caller) {
        caller.require(Role.USER, Role.OPERATOR);
        Scope scope = Scope.of(caller);
        return found(subject, id, scope)
                .chain(action -> store.stop(action.id()))
                .chain(stopped -> found(subject, id, scope))
                .map(ActionView::of);
    }

    private Uni<BulkAction> found(Subject subject, String id, Scope scope) {
        return store.find(subject, Ids.parse(id, Actions::unknown), scope)
                .map(found -> found.orElseThrow(() -> unknown(id)));
    }

    private static ApiException unknown(String id) {
        return new ApiException(ErrorCode.NOT_FOUND, "There is no bulk action " + Ids.shown(id));
    }
}
