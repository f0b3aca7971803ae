package dev.headrace.worker;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a stream is known to have ended that nobody said has ended. */
@Timeout(30)
class StreamWatchTest {
    private static final Duration STEP = Duration.ofMillis(20);
    private static final int MOST = 10;

    private final RawStream server = new RawStream();
    private final Api api = new Api(URI.create(server.url()), "sk_test");

    StreamWatchTest() throws IOException {}

    @AfterEach
    void close() throws IOException {
        api.close();
        server.close();
    }

    private StreamSocket open(Duration quiet, Duration asked) throws ApiFailure, InterruptedException {
        StreamSocket.Signals signals = new StreamSocket.Signals() {
            @Override
            public void told(List<String> cancel, List<String> stale) {}

            @Override
            public void drain() {}
        };
        return StreamSocket.open(api, "w", Duration.ZERO, signals, new StreamWatch(quiet, asked, STEP, MOST));
    }

    @Test
    void whoAnswersPingsLivesHoweverQuiet() throws Exception {
        StreamSocket stream = open(STEP, STEP);
        await().until(() -> server.pings.get() > 2 * MOST);
        assertTrue(stream.isAlive());
        stream.giveUp();
    }

    @Test
    void whoDoesNotIsGivenUpAndTasksAreNotWaitedForAnyMore() throws Exception {
        // Given
        StreamSocket stream = open(STEP, STEP);
        await().until(() -> server.pings.get() > 0);

        // When
        server.answers = false;

        // Then
        assertThrows(ApiFailure.class, () -> stream.tasks(1, Duration.ofSeconds(25)));
        assertFalse(stream.isAlive());
    }

    @Test
    void whoeverWaitsForAnAnswerAsksSooner() throws Exception {
        // Given
        server.answers = false;
        StreamSocket stream = open(Duration.ofMinutes(5), STEP);
        FutureTask<Object> answer = new FutureTask<>(() -> stream.answer(List.of()));

        // When
        Thread.ofVirtual().start(answer);

        // Then: long before the answer itself is given up
        assertThrows(ExecutionException.class, () -> answer.get(10, TimeUnit.SECONDS));
        assertFalse(stream.isAlive());
    }
}
