package dev.headrace.task.submit;

import dev.headrace.platform.event.CloudEvent;
import dev.headrace.platform.event.Topics;
import dev.headrace.platform.outbox.Outbox;
import dev.headrace.task.idempotency.Claim;
import dev.headrace.task.idempotency.IdempotencyConfig;
import dev.headrace.task.lease.HandOff;
import dev.headrace.task.store.EventBatch;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Writes new tasks of which some have keys: keys that are free are taken, and only tasks that got theirs are written, in one
 * statement.
 */
@Singleton
class KeyedStore {
    /**
     * Keys are taken in order, so that two batches never wait for one another in a circle, and one that another transaction
     * is taking is waited for no longer than {@code $30} ms: then the statement fails with 55P03. What is in {@code won} is
     * looked up in a hash; written as a join the planner would compare each with each.
     */
    static final String INSERT = "WITH offered AS " + SubmitStore.OFFERED + """
            patience AS MATERIALIZED (SELECT set_config('lock_timeout', $30, true) AS ms),
            won AS (
              INSERT INTO idempotency (tenant, owner, key, task_id, fingerprint, expires_at)
              SELECT c.tenant, c.owner, c.key, c.task_id, c.fingerprint, now() + c.ttl_ms * interval '1 millisecond'
              FROM unnest($24::uuid[], $25::text[], $26::text[], $27::text[], $28::text[], $29::bigint[])
                   AS c (task_id, tenant, owner, key, fingerprint, ttl_ms)
              CROSS JOIN patience WHERE patience.ms IS NOT NULL
              ORDER BY c.tenant, c.owner, c.key, c.task_id
              ON CONFLICT DO NOTHING
              RETURNING task_id),
            i AS MATERIALIZED (
              SELECT * FROM offered WHERE idempotency_key IS NULL OR id IN (SELECT task_id FROM won)),
            """ + SubmitStore.WRITTEN + """
            told AS (
              INSERT INTO outbox (topic, events)
              SELECT $31, '[' || string_agg(e.text, ',' ORDER BY e.place) || ']'
              FROM unnest($1, $32::text[], $33::int[]) WITH ORDINALITY AS e (id, text, part, place)
              WHERE (e.id IN (SELECT id FROM i)) IS TRUE
              GROUP BY e.part ORDER BY e.part
              RETURNING id)
            SELECT id, started_at, expires_at, deadline, NULL::bigint AS outbox FROM leased
            UNION ALL
            SELECT NULL, NULL, NULL, NULL, id FROM told
            UNION ALL
            SELECT id, NULL, NULL, NULL, NULL FROM i
            """;

    private static final Comparator<Submission> BY_KEY = Comparator.comparing(
                    (Submission s) -> claim(s).key().tenant())
            .thenComparing(s -> claim(s).key().owner())
            .thenComparing(s -> claim(s).key().text());

    private final String patienceMs;

    KeyedStore(IdempotencyConfig config) {
        this.patienceMs = Long.toString(config.patience().toMillis());
    }

    /** The claim of a submission that has one. */
    static Claim claim(Submission s) {
        if (s.claim() == null) {
            throw new IllegalStateException("a submission without a key");
        }
        return s.claim();
    }

    /** Writes those that have no key or get it; returns them by id. */
    Uni<Map<UUID, Submitted>> write(
            SqlConnection connection, EventBatch events, HandOff handOff, List<Submission> submissions) {
        Columns columns = Columns.of(submissions, handOff);
        Parts parts = Parts.of(columns);
        return connection
                .preparedQuery(INSERT)
                .execute(parameters(columns, parts))
                .map(rows -> written(rows, events, handOff, columns, parts));
    }

    private Tuple parameters(Columns columns, Parts parts) {
        List<Submission> keyed = columns.all().stream()
                .filter(s -> s.claim() != null)
                .sorted(BY_KEY)
                .toList();
        return columns.parameters()
                .addArrayOfUUID(keyed.stream().map(s -> s.facts().id()).toArray(UUID[]::new))
                .addArrayOfString(
                        keyed.stream().map(s -> claim(s).key().tenant()).toArray(String[]::new))
                .addArrayOfString(
                        keyed.stream().map(s -> claim(s).key().owner()).toArray(String[]::new))
                .addArrayOfString(keyed.stream().map(s -> claim(s).key().text()).toArray(String[]::new))
                .addArrayOfString(
                        keyed.stream().map(s -> claim(s).fingerprint().text()).toArray(String[]::new))
                .addArrayOfLong(keyed.stream().map(s -> claim(s).ttlMs()).toArray(Long[]::new))
                .addString(patienceMs)
                .addString(Topics.TASKS)
                .addArrayOfString(parts.texts())
                .addArrayOfInteger(parts.numbers().toArray(Integer[]::new));
    }

    private static Map<UUID, Submitted> written(
            RowSet<Row> rows, EventBatch events, HandOff handOff, Columns columns, Parts parts) {
        Map<UUID, Row> leases = new HashMap<>();
        List<Long> outbox = new ArrayList<>(1);
        Set<UUID> won = new HashSet<>();
        for (Row row : rows) {
            Long told = row.getLong("outbox");
            if (told != null) {
                outbox.add(told);
            } else if (row.getValue("started_at") != null) {
                leases.put(row.getUUID("id"), row);
            } else {
                won.add(row.getUUID("id"));
            }
        }
        parts.told(columns, won, outbox, events);
        columns.grant(leases, handOff);
        return columns.all().stream()
                .filter(s -> won.contains(s.facts().id()))
                .collect(Collectors.toMap(s -> s.facts().id(), columns::submitted));
    }

    /**
     * The events of each submission, and in which row of the outbox they go if it is written.
     *
     * @param numbers of the rows, rising
     */
    private record Parts(List<List<CloudEvent>> events, List<Integer> numbers) {
        static Parts of(Columns columns) {
            List<List<CloudEvent>> events = new ArrayList<>(columns.all().size());
            List<Integer> numbers = new ArrayList<>(columns.all().size());
            int part = 0;
            int room = EventBatch.EVENTS_PER_ROW;
            for (Submission s : columns.all()) {
                List<CloudEvent> told =
                        columns.events(s).stream().map(EventBatch::sealed).toList();
                if (told.size() > room) {
                    part++;
                    room = EventBatch.EVENTS_PER_ROW;
                }
                room -= told.size();
                events.add(told);
                numbers.add(part);
            }
            return new Parts(events, numbers);
        }

        String[] texts() {
            return events.stream()
                    .map(told -> told.stream().map(Outbox::encode).collect(Collectors.joining(",")))
                    .toArray(String[]::new);
        }

        /** The rows were made in order of their parts; parts of which nothing was written have none. */
        void told(Columns columns, Set<UUID> won, List<Long> outbox, EventBatch batch) {
            Map<Integer, List<CloudEvent>> written = new TreeMap<>();
            for (int at = 0; at < events.size(); at++) {
                if (won.contains(columns.all().get(at).facts().id())) {
                    written.computeIfAbsent(numbers.get(at), part -> new ArrayList<>())
                            .addAll(events.get(at));
                }
            }
            if (written.size() != outbox.size()) {
                throw new IllegalStateException(written.size() + " parts became " + outbox.size() + " outbox rows");
            }
            List<Long> rows = new ArrayList<>(outbox);
            rows.sort(null);
            written.values().forEach(told -> batch.written(List.of(rows.removeFirst()), told));
        }
    }
}
