package dev.headrace.gateway.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BacklogTest {
    private final AtomicLong all = new AtomicLong();

    @Test
    void isBoundedInNumber() {
        Backlog backlog = backlog(2, 1_000);

        assertTrue(backlog.add(of(1)));
        assertTrue(backlog.add(of(1)));
        assertFalse(backlog.add(of(1)));
        backlog.poll();
        assertTrue(backlog.add(of(1)));
    }

    @Test
    void isBoundedInBytesButForASingleMessage() {
        Backlog backlog = backlog(100, 10);

        assertTrue(backlog.add(of(50)));
        assertFalse(backlog.add(of(1)));
        backlog.poll();
        assertTrue(backlog.add(of(5)));
        assertTrue(backlog.add(of(5)));
        assertFalse(backlog.add(of(1)));
    }

    @Test
    void whoeverHasItsShareStandsBackWhenAllTogetherHaveTooMuch() {
        Backlog greedy = backlog(100, 1_000);
        Backlog modest = backlog(100, 1_000);
        for (int i = 0; i < 10; i++) {
            assertTrue(greedy.add(of(10)));
        }

        assertFalse(greedy.add(of(10)));
        assertTrue(modest.add(of(10)));
        assertEquals(110, all.get());
    }

    @Test
    void leavesRoomForWhatIsUrgent() {
        Backlog backlog = backlog(4, 1_000);

        assertTrue(backlog.hasRoom());
        backlog.add(of(1));
        assertTrue(backlog.hasRoom());
        backlog.add(of(1));
        assertFalse(backlog.hasRoom());
    }

    @Test
    void whatHasEndedHoldsNothing() {
        Backlog backlog = backlog(4, 1_000);
        backlog.add(of(7));

        backlog.end();

        assertEquals(0, all.get());
        assertTrue(backlog.add(of(1)));
        assertNull(backlog.poll());
        assertEquals(0, all.get());
    }

    private Backlog backlog(int messages, long bytes) {
        return new Backlog(new Backlog.Bounds(messages, bytes, 105, 20, all));
    }

    private static Message of(int length) {
        return new Message(new byte[length], Message.NOTHING, Message.NOTHING);
    }
}
