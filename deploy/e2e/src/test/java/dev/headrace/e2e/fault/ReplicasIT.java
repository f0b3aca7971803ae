package dev.headrace.e2e.fault;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.e2e.suite.Experiment;
import dev.headrace.e2e.suite.SharedSuite;
import dev.headrace.local.launch.Service;
import dev.headrace.local.process.Server;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * One task service after the other is killed while sixteen producers submit one by one and workers drain: the other one goes on,
 * and in the end nothing is lost, finished twice or stuck. {@code -Dheadrace.faults.minutes=2} keeps at it for so long; by
 * default it is 25 s.
 */
@Timeout(900)
class ReplicasIT {
    private static final Duration LONG = Duration.ofSeconds(
            Math.round(60 * Double.parseDouble(System.getProperty("headrace.faults.minutes", "0.4"))));
    /** Must pass after each fault, and between two. */
    private static final int FLOW = 300;

    private static final Duration REST = Duration.ofMinutes(4);

    private final SharedSuite suite = SharedSuite.get();

    @Test
    void eachReplicaIsKilledInTurnUnderLoad() throws IOException {
        int kills = 0;
        try (Experiment experiment = new Experiment("replicas-killed", Experiment.Load.heavy(REST)).start()) {
            // Given
            experiment.awaitFlow(FLOW);

            // When
            long begin = System.nanoTime();
            while (System.nanoTime() - begin < LONG.toNanos() || kills < 2) {
                Server replica = suite.parts().replicas(Service.TASK).get(kills++ % 2);
                kill(replica);
                // The other one alone must do.
                experiment.awaitFlow(FLOW);
                replica.start();
                experiment.awaitFlow(FLOW);
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            experiment.enough();

            // Then
            experiment.check();
            System.out.printf("replicas: %d kills in %.0f s%n", kills, seconds);
            assertTrue(kills >= 2);
        }
    }

    private static void kill(Server replica) {
        replica.kill();
        await(replica.name() + " is gone").atMost(Duration.ofSeconds(10)).until(() -> !replica.running());
    }
}
