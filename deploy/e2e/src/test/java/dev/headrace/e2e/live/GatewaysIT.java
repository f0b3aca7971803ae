package dev.headrace.e2e.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.e2e.suite.SharedSuite;
import dev.headrace.e2e.traffic.Api;
import dev.headrace.local.launch.Service;
import dev.headrace.local.process.Server;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/**
 * A client may come back to any gateway, also to one that was killed in between: it gets what it missed, all of it and each event
 * once. Beside that one client says nothing and another only answers pings, for longer than silence is borne.
 */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GatewaysIT {
    private static final int HOPS = 8;
    private static final int AT_EACH = 15;

    private final SharedSuite suite = SharedSuite.get();
    private final Server other = suite.parts().another(Service.GATEWAY, 2, Map.of());
    private final List<AutoCloseable> open = new ArrayList<>();
    private Mute mute;
    private Watcher idle;
    private Api here;
    private Api there;
    private Truth truth;

    @BeforeAll
    void startTheOther() throws Exception {
        mute = new Mute(URI.create(suite.parts().gatewayUrl()), suite.parts().adminKey());
        open.add(mute);
        idle = new Watcher(suite.admin(), "/ws");
        open.add(idle);
        other.start();
    }

    @BeforeEach
    void begin() throws IOException {
        here = suite.tenant("live-" + UUID.randomUUID(), "enterprise");
        there = here.at("http://127.0.0.1:" + other.port());
        truth = new Truth(here);
    }

    @AfterEach
    void end() {
        truth.close();
    }

    @AfterAll
    void stopTheOther() throws Exception {
        other.close();
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Test
    @Order(1)
    void aClientGoesToAndFroWhileMuchHappens() throws Exception {
        // Given
        String path = "/ws?queues=" + truth.queue();
        String last;
        try (Watcher begun = Watcher.subscribed(here, path)) {
            last = begun.last();
        }
        // Somebody who stays, so that each reads on by itself.
        open.add(Watcher.subscribed(here, path));
        open.add(Watcher.subscribed(there, path));
        List<JsonNode> seen = new ArrayList<>();

        try (ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor()) {
            // When
            Future<?> submitted = thread.submit(() -> {
                for (int i = 0; i < HOPS * AT_EACH / 10; i++) {
                    truth.submitMany(10);
                }
                return true;
            });
            for (int hop = 1; hop <= HOPS; hop++) {
                Api gateway = hop % 2 == 0 ? here : there;
                try (Watcher watcher = Watcher.subscribed(gateway, path + "&last_event_id=" + last)) {
                    seen.addAll(watcher.events(AT_EACH));
                    last = watcher.last();
                }
            }
            submitted.get();
        }

        // Then
        truth.wasSeen(seen);
    }

    @Test
    @Order(2)
    void aGatewayThatWasKilledGivesWhatHappenedMeanwhile() throws Exception {
        // Given
        String path = "/ws?queues=" + truth.queue();
        Watcher first = Watcher.subscribed(there, path);
        truth.submitMany(10);
        List<JsonNode> seen = new ArrayList<>(first.events(4));

        // When
        other.kill();
        first.whenGone().handle((code, failure) -> "gone").get(30, TimeUnit.SECONDS);
        truth.submitMany(10);
        String last;
        try (Watcher second = Watcher.subscribed(here, path + "&last_event_id=" + first.last())) {
            seen.addAll(second.events(10));
            last = second.last();
        }
        truth.events(20);
        other.start();

        // Then
        try (Watcher third = Watcher.subscribed(there, path + "&last_event_id=" + last)) {
            third.events(6);
            third.next("live");
            truth.submitMany(5);
            seen.addAll(third.events(11));
            third.hearsNothing();
        }
        truth.wasSeen(seen);
    }

    @Test
    @Order(3)
    void whoSaysNothingIsClosedAndWhoAnswersPingsIsNot() throws Exception {
        assertEquals(1001, mute.closedWith());
        assertTrue(idle.isOpen());
        idle.hearsNothing();
    }
}
