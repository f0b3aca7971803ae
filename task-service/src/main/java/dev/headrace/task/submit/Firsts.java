package dev.headrace.task.submit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.api.FieldError;
import dev.headrace.platform.api.JsonBytes;
import dev.headrace.task.idempotency.Claim;
import dev.headrace.task.idempotency.Differences;
import dev.headrace.task.idempotency.Fingerprint;
import dev.headrace.task.idempotency.Key;
import dev.headrace.task.model.Priority;
import dev.headrace.task.model.TaskState;
import dev.headrace.task.store.TaskTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The submissions that had a key first, as PostgreSQL has them, and what they mean for those that come later. */
@Singleton
class Firsts {
    /** With the payload only where the input differs. A key counts until it expires, and for as long as its task has not ended. */
    static final String FIRST = """
            SELECT k.tenant AS key_tenant, k.owner AS key_owner, k.key, k.fingerprint, t.id, t.tenant, t.owner, t.queue,
                   t.priority, t.run_at, n.state, CASE WHEN i.whole <> split_part(k.fingerprint, ' ', 1) THEN t.payload END AS payload
            FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS i (tenant, owner, key, whole)
            CROSS JOIN LATERAL (
              SELECT * FROM idempotency WHERE tenant = i.tenant AND owner = i.owner AND key = i.key OFFSET 0) k
            CROSS JOIN LATERAL (SELECT * FROM task WHERE id = k.task_id OFFSET 0) t
            CROSS JOIN LATERAL (SELECT state FROM task_now WHERE id = k.task_id OFFSET 0) n
            WHERE k.expires_at > now() OR n.state NOT IN ('SUCCEEDED', 'DEAD', 'CANCELLED')
            """;

    /** Keys that do not count any more but are still there. */
    static final String EVICT = """
            DELETE FROM idempotency WHERE ctid = ANY (ARRAY(
              SELECT k.ctid FROM unnest($1::text[], $2::text[], $3::text[]) AS i (tenant, owner, key)
              CROSS JOIN LATERAL (
                SELECT ctid, task_id, expires_at FROM idempotency
                WHERE tenant = i.tenant AND owner = i.owner AND key = i.key OFFSET 0) k
              LEFT JOIN LATERAL (SELECT state FROM task_now WHERE id = k.task_id OFFSET 0) n ON true
              WHERE n.state IS NULL OR (k.expires_at <= now() AND n.state IN ('SUCCEEDED', 'DEAD', 'CANCELLED'))))
            """;

    private final TaskTransactions transactions;

    Firsts(TaskTransactions transactions) {
        this.transactions = transactions;
    }

    /** The submission that had a key first, and where its task stands. */
    private record First(
            Fingerprint fingerprint,
            Submitted task,
            boolean ofCaller,
            @Nullable String payload) {}

    /** What each submission is beside the first of its key; empty where no key counts. In their order. */
    Uni<List<Optional<SubmitResult>>> judge(List<Submission> later) {
        Tuple parameters = keys(later)
                .addArrayOfString(
                        column(later, s -> KeyedStore.claim(s).fingerprint().whole()));
        return transactions.query(FIRST, parameters, rows -> judged(later, rows));
    }

    /** Removes what has expired of the keys, so that they may be taken anew. */
    Uni<Integer> evict(List<Submission> later) {
        return transactions.query(EVICT, keys(later), RowSet::rowCount);
    }

    private static Tuple keys(List<Submission> submissions) {
        return Tuple.tuple()
                .addArrayOfString(
                        column(submissions, s -> KeyedStore.claim(s).key().tenant()))
                .addArrayOfString(
                        column(submissions, s -> KeyedStore.claim(s).key().owner()))
                .addArrayOfString(
                        column(submissions, s -> KeyedStore.claim(s).key().text()));
    }

    private static String[] column(List<Submission> submissions, Function<Submission, String> value) {
        return submissions.stream().map(value).toArray(String[]::new);
    }

    private static List<Optional<SubmitResult>> judged(List<Submission> later, RowSet<Row> rows) {
        Map<Key, Row> firsts = new HashMap<>();
        for (Row row : rows) {
            Key key = new Key(row.getString("key_tenant"), row.getString("key_owner"), row.getString("key"));
            // The same key twice in a list: the row with the payload serves both.
            firsts.merge(key, row, (one, other) -> other.getString("payload") == null ? one : other);
        }
        List<Optional<SubmitResult>> results = new ArrayList<>(later.size());
        for (Submission s : later) {
            results.add(
                    Optional.ofNullable(firsts.get(KeyedStore.claim(s).key())).map(row -> judged(s, first(s, row))));
        }
        return results;
    }

    private static First first(Submission s, Row row) {
        Submitted task = new Submitted(
                row.getUUID("id"),
                TaskState.valueOf(row.getString("state")),
                row.getString("queue"),
                Priority.ofRank(row.getShort("priority")).name(),
                row.getOffsetDateTime("run_at").toInstant());
        boolean ofCaller = row.getString("tenant").equals(s.facts().tenant())
                && row.getString("owner").equals(s.facts().owner());
        return new First(new Fingerprint(row.getString("fingerprint")), task, ofCaller, row.getString("payload"));
    }

    private static SubmitResult judged(Submission s, First first) {
        Claim claim = KeyedStore.claim(s);
        if (first.fingerprint().matches(claim.fingerprint())) {
            return new SubmitResult.Replayed(first.task());
        }
        List<FieldError> errors = new ArrayList<>();
        for (String field : claim.fingerprint().differences(first.fingerprint())) {
            String where = field.equals("payload") ? paths(s, first) : "";
            errors.add(new FieldError(field, "DIFFERS", "differs from the first submission" + where));
        }
        String fields = String.join(", ", errors.stream().map(FieldError::field).toList());
        String detail = "The idempotency key was first used for task "
                + first.task().id() + " with other input; "
                + (fields.isEmpty() ? "the input" : fields) + " differs (fingerprint "
                + first.fingerprint().whole() + " then, " + claim.fingerprint().whole()
                + " now). Send the first input again, or use another key";
        return new SubmitResult.Conflict(new ApiException(ErrorCode.IDEMPOTENCY_CONFLICT, detail, errors));
    }

    /** Names of fields are shown only to the one who sent them: a key may be shared with others. */
    private static String paths(Submission s, First first) {
        if (first.payload() == null || !first.ofCaller()) {
            return "";
        }
        List<String> paths = Differences.between(
                JsonBytes.tree(first.payload().getBytes(UTF_8)),
                JsonBytes.tree(s.payload().getBytes(UTF_8)));
        return paths.isEmpty() ? "" : " at " + String.join(", ", paths);
    }
}
