package dev.headrace.e2e.fault;

import static org.awaitility.Awaitility.await;

import dev.headrace.e2e.suite.Experiment;
import dev.headrace.e2e.suite.SharedSuite;
import dev.headrace.local.launch.Service;
import dev.headrace.local.launch.Suite;
import dev.headrace.local.process.Server;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever breaks, nothing accepted is lost, nothing is finished twice, and everybody is told. */
class FaultIT {
    private static final int TASKS = 1_000;
    private static final Duration AWAY = Duration.ofSeconds(20);

    private final Suite suite = SharedSuite.get().parts();

    @Test
    void allTaskServicesAreKilledWhileTasksAreSubmittedLeasedAndFinished() throws IOException {
        try (Experiment experiment = new Experiment("task-killed", 2_000).start()) {
            // Given
            experiment.awaitAccepted(400);
            experiment.awaitAnswered(100);

            // When
            killAndStart(suite.replicas(Service.TASK));
            experiment.awaitAccepted(1_200);
            killAndStart(suite.replicas(Service.TASK));

            // Then
            experiment.check();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"WEBHOOK", "ANALYTICS"})
    void aConsumerIsKilledMidStream(Service consumer) throws IOException {
        try (Experiment experiment = new Experiment(consumer.title() + "-killed", TASKS).start()) {
            // Given
            experiment.awaitAccepted(TASKS / 4);
            experiment.awaitDelivered(20);

            // When
            killAndStart(suite.service(consumer));

            // Then
            experiment.check();
        }
    }

    @Test
    void postgresIsKilledAndStartedAgain() throws IOException {
        try (Experiment experiment = new Experiment("postgres-killed", TASKS).start()) {
            // Given
            experiment.awaitAccepted(TASKS / 4);

            // When
            killAndStart(suite.postgres());

            // Then
            experiment.check();
        }
    }

    @Test
    void kafkaIsRestarted() throws IOException {
        try (Experiment experiment = new Experiment("kafka-restarted", TASKS).start()) {
            // Given
            experiment.awaitAccepted(TASKS / 4);

            // When
            suite.kafka().restart();

            // Then
            experiment.check();
        }
    }

    @Test
    void redisIsAwayForTwentySeconds() throws IOException {
        try (Experiment experiment = new Experiment("redis-away", TASKS).start()) {
            // Given
            experiment.awaitAccepted(TASKS / 4);

            // When
            suite.redis().stop();
            for (long end = System.nanoTime() + AWAY.toNanos(); System.nanoTime() < end; ) {
                try (Experiment meanwhile = new Experiment("without-redis", 200).start()) {
                    meanwhile.check();
                }
            }
            suite.redis().start();

            // Then
            experiment.check();
        }
    }

    @Test
    void theGatewayIsKilled() throws IOException {
        try (Experiment experiment = new Experiment("gateway-killed", TASKS).start()) {
            // Given
            experiment.awaitFlow(TASKS / 4);

            // When
            killAndStart(suite.service(Service.GATEWAY));

            // Then
            experiment.check();
        }
    }

    private static void killAndStart(Server server) {
        killAndStart(List.of(server));
    }

    private static void killAndStart(List<Server> servers) {
        servers.forEach(Server::kill);
        servers.forEach(server ->
                await(server.name() + " is gone").atMost(Duration.ofSeconds(10)).until(() -> !server.running()));
        servers.forEach(Server::start);
    }
}
