package dev.headrace.platform.outbox;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.mutiny.sqlclient.SqlConnection;

/** Statements that are sent without waiting for those before them; the server works them off in order. */
public final class Pipeline {
    private Pipeline() {}

    /** Sends a statement now; its result is there whenever somebody asks. */
    public static Uni<?> send(SqlConnection connection, String sql) {
        return UniHelper.toUni(connection.getDelegate().query(sql).execute());
    }
}
