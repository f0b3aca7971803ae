package dev.headrace.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headrace.bench.wire.Frames;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FramesTest {
    private final List<String> got = new ArrayList<>();

    @Test
    void framesAreFoundHoweverTheyAreCut() {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        sent.writeBytes(new byte[] {(byte) 0x81, 2, 'h', 'i'});
        sent.writeBytes(new byte[] {(byte) 0x89, 0});
        sent.writeBytes(new byte[] {(byte) 0x81, 126, 1, 0});
        sent.writeBytes("x".repeat(256).getBytes(US_ASCII));
        for (int part = 1; part < 20; part++) {
            got.clear();
            Frames frames = new Frames();
            byte[] bytes = sent.toByteArray();
            for (int from = 0; from < bytes.length; from += part) {
                byte[] piece = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + part));
                frames.arrived(ByteBuffer.wrap(piece), this::note);
            }
            assertEquals(List.of("1:hi", "9:", "1:" + "x".repeat(256)), got);
        }
    }

    private void note(int kind, byte[] bytes, int from, int length) {
        got.add(kind + ":" + new String(bytes, from, length, US_ASCII));
    }
}
