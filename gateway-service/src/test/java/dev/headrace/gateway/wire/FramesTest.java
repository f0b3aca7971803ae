package dev.headrace.gateway.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FramesTest {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int CONTINUATION = 9;
    private static final int END_HEADERS = 4;
    private static final int ACK = 1;

    private final Frames frames = new Frames(0);

    private void frame(int type, int flags, int length) {
        byte[] bytes = new byte[9 + length];
        bytes[1] = (byte) (length >> 8);
        bytes[2] = (byte) length;
        bytes[3] = (byte) type;
        bytes[4] = (byte) flags;
        int half = bytes.length / 2;
        frames.read(bytes, 0, half);
        frames.read(bytes, half, bytes.length);
    }

    @Test
    void knowsWhetherHeadersHaveEnded() {
        frame(HEADERS, 0, 300);
        assertTrue(frames.isInHead());
        frame(CONTINUATION, 0, 20);
        assertTrue(frames.isInHead());
        frame(CONTINUATION, END_HEADERS, 0);
        assertFalse(frames.isInHead());
        frame(DATA, 0, 40_000);
        frame(HEADERS, END_HEADERS, 1);
        assertFalse(frames.isInHead());
        assertEquals(2, frames.blocks());
        assertFalse(frames.isFlood());
    }

    @Test
    void headersMayHaveSixteenFurtherParts() {
        frame(SETTINGS, ACK, 0);
        for (int block = 0; block < 200; block++) {
            frame(HEADERS, 0, 5);
            for (int part = 0; part < 16; part++) {
                frame(CONTINUATION, part == 15 ? END_HEADERS : 0, 5);
            }
        }
        assertFalse(frames.isFlood());

        frame(HEADERS, 0, 5);
        for (int part = 0; part < 17; part++) {
            assertFalse(frames.isFlood());
            frame(CONTINUATION, 0, 0);
        }
        assertTrue(frames.isFlood());
    }

    @Test
    void whoHasNotTakenTheBoundMayOpenSoManyRequests() {
        frame(SETTINGS, 0, 18);
        for (int block = 0; block < 128; block++) {
            frame(HEADERS, END_HEADERS, 5);
        }
        assertFalse(frames.isFlood());

        frame(HEADERS, END_HEADERS, 5);

        assertTrue(frames.isFlood());
    }

    @Test
    void whoHasTakenTheBoundIsNotCounted() {
        frame(SETTINGS, ACK, 0);
        for (int block = 0; block < 1_000; block++) {
            frame(HEADERS, END_HEADERS, 5);
        }
        assertFalse(frames.isFlood());
    }
}
