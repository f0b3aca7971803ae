package dev.headrace.task.simulation;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headrace.local.fixture.TaskInvariants;
import dev.headrace.platform.identity.IdentitySigner;
import dev.headrace.task.fixture.OnEngines;
import dev.headrace.task.signal.Signals;
import dev.headrace.task.store.HeldLeases;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Hundreds of short random lives, each a tenant's own, several at a time. After each the tables must hold what the model holds,
 * and after every few hundred the events must tell the same story and the rules of the tables must hold.
 *
 * <p>{@code -Dheadrace.model.runs=} so many; {@code -Dheadrace.model.seed=} begins with this one: with one run, the story of that
 * seed is told again.
 */
@OnEngines
@TestProfile(TimeTravel.class)
@Timeout(3_600)
class ModelIT {
    private static final int RUNS = Integer.getInteger("headrace.model.runs", 500);
    private static final int OPERATIONS = Integer.getInteger("headrace.model.operations", 40);
    private static final long SEED = Long.getLong("headrace.model.seed", System.currentTimeMillis() * 1_000);
    private static final int TOGETHER = 24;
    private static final int CHAPTER = 250;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Inject
    Pool pool;

    @Inject
    DataSource tables;

    @Inject
    Signals signals;

    @Inject
    HeldLeases held;

    @ConfigProperty(name = "headrace.identity.private-key-file")
    Path key;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String kafka;

    @Test
    void whateverHappensTheServiceDoesWhatTheModelAllows() throws Exception {
        System.out.printf("model: %d runs of %d operations, seeds from %d%n", RUNS, OPERATIONS, SEED);
        long before = System.nanoTime();
        IdentitySigner signer = IdentitySigner.reading(key);
        TimeMachine time = new TimeMachine(pool, signals);
        try (Chronicle chronicle = new Chronicle(kafka);
                ExecutorService threads = Executors.newFixedThreadPool(TOGETHER)) {
            for (int done = 0; done < RUNS; done += CHAPTER) {
                List<Callable<Story>> chapter = new ArrayList<>();
                for (int i = done; i < Math.min(RUNS, done + CHAPTER); i++) {
                    long seed = SEED + i;
                    chapter.add(() -> lived(seed, signer, time));
                }
                List<Story> stories = told(threads.invokeAll(chapter));
                check(chronicle, stories);
            }
        }
        System.out.printf("model: %.1f s%n", (System.nanoTime() - before) / 1e9);
    }

    private Story lived(long seed, IdentitySigner signer, TimeMachine time) {
        String base = "http://127.0.0.1:" + RestAssured.port;
        String tenant = "model-" + seed;
        Story story = new Story(
                tenant,
                seed,
                new Wire(base, signer, tenant),
                time,
                (id, lease) -> held.remove(UUID.fromString(id), lease));
        try {
            story.happen(OPERATIONS);
            new Ending(pool).compare(tenant, story.model);
            return story;
        } catch (AssertionError e) {
            throw new AssertionError(
                    "replay with -Dheadrace.model.runs=1 -Dheadrace.model.seed=" + seed + "\n" + e.getMessage(), e);
        }
    }

    private static List<Story> told(List<Future<Story>> futures) throws InterruptedException {
        List<Story> stories = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        for (Future<Story> future : futures) {
            try {
                stories.add(future.get());
            } catch (ExecutionException e) {
                failures.add(e.getCause());
            }
        }
        if (!failures.isEmpty()) {
            throw new AssertionError(
                    failures.size() + " of " + futures.size() + " failed; the first:\n"
                            + failures.getFirst().getMessage(),
                    failures.getFirst());
        }
        return stories;
    }

    private void check(Chronicle chronicle, List<Story> stories) throws SQLException {
        await("the outbox is empty").atMost(PATIENCE).until(() -> untold() == 0);
        chronicle.read();
        List<String> differences = new ArrayList<>();
        stories.forEach(story -> differences.addAll(chronicle.differences(story.tenant, story.model.tasks)));
        assertEquals(List.of(), differences.subList(0, Math.min(5, differences.size())));
        chronicle.forget();
        try (Connection connection = tables.getConnection()) {
            assertEquals(List.of(), TaskInvariants.broken(connection));
        }
    }

    private long untold() {
        return pool.query("SELECT count(*) FROM outbox")
                .execute()
                .map(rows -> rows.iterator().next().getLong(0))
                .await()
                .atMost(PATIENCE);
    }
}
