package dev.headrace.task.action;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the steps of bulk actions on one subject do. */
public interface Work {
    Subject subject();

    /**
     * Finds the next ones, changes them, and ends the step in the transaction that does.
     *
     * @param size at most so many
     */
    Uni<Done> step(BulkAction action, int size, Ending ending);

    /** Writes down how far the action is; fails if the step is not in force any more. */
    interface Ending {
        /** @param done what the step did */
        Uni<?> in(SqlConnection connection, Done done);
    }

    /**
     * What a step did.
     *
     * @param left for each that was met why it was left as it was; empty if it was changed
     * @param next the next step goes on before this id; null if there is none
     */
    record Done(List<Optional<String>> left, @Nullable UUID next) {
        public Done {
            left = List.copyOf(left);
        }
    }
}
