package dev.headrace.bench.work;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.headrace.bench.Words;
import dev.headrace.bench.wire.Endpoint;
import dev.headrace.bench.wire.Frames;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * A process of many clients of live events on one thread. {@code open key= path= count=} opens WebSockets, {@code begin}
 * forgets what was counted, {@code report} says how many events came since, and how long after they had happened. The
 * clock of an event is that of this machine, in milliseconds.
 */
public final class Listeners {
    private static final byte[] EVENT = "{\"type\":\"event\"".getBytes(US_ASCII);
    private static final byte[] TIME = "\"time\":\"".getBytes(US_ASCII);
    private static final int TIME_LENGTH = 24;
    private static final long LONGEST_MS = 600_000;

    private final Selector selector;
    private final String url;
    private final ByteBuffer buffer = ByteBuffer.allocate(256 * 1024);
    private final Map<String, Long> moments = new LinkedHashMap<>();
    private Histogram delays = new Histogram(LONGEST_MS, 3);
    private long closed;

    private Listeners(Selector selector, String url) {
        this.selector = selector;
        this.url = url;
    }

    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (Selector selector = Selector.open()) {
            Listeners listeners = new Listeners(selector, arguments[0]);
            Thread thread = Thread.ofPlatform().daemon().start(listeners::run);
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null && thread.isAlive(); line = in.readLine()) {
                out.println(listeners.command(Words.parse(line)));
            }
        }
    }

    private Words command(Words words) throws IOException {
        switch (words.verb()) {
            case "open" -> {
                Endpoint endpoint = Endpoint.of(url, words.text("key"));
                for (int i = 0; i < words.count("count"); i++) {
                    open(endpoint, words.text("path"));
                }
            }
            case "begin" -> begin();
            case "report" -> {
                // It is only read.
            }
            default -> throw new IllegalArgumentException("unknown command: " + words);
        }
        return report();
    }

    private synchronized void begin() {
        delays = new Histogram(LONGEST_MS, 3);
    }

    private synchronized Words report() {
        return Words.of(
                "heard",
                Map.of(
                        "events", delays.getTotalCount(),
                        "p50", delays.getValueAtPercentile(50),
                        "p99", delays.getValueAtPercentile(99),
                        "max", delays.getMaxValue(),
                        "open", selector.keys().size(),
                        "closed", closed));
    }

    private void open(Endpoint endpoint, String path) throws IOException {
        SocketChannel channel = SocketChannel.open(endpoint.address());
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        String request =
                "GET " + path + " HTTP/1.1\r\nHost: " + endpoint.address().getHostString() + ":"
                        + endpoint.address().getPort() + "\r\n" + endpoint.credential()
                        + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        channel.write(ByteBuffer.wrap(request.getBytes(US_ASCII)));
        // One byte after the other, so that nothing of the first message is taken for the answer.
        ByteBuffer one = ByteBuffer.allocate(1);
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            if (channel.read(one.clear()) < 0) {
                throw new IOException("no WebSocket: " + head);
            }
            head.append((char) one.get(0));
        }
        if (!head.toString().startsWith("HTTP/1.1 101")) {
            throw new IOException("no WebSocket: " + head);
        }
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, new Frames());
        selector.wakeup();
    }

    private void run() {
        try {
            while (selector.isOpen()) {
                selector.select(this::read);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void read(SelectionKey key) {
        SocketChannel channel = (SocketChannel) key.channel();
        try {
            int read = channel.read(buffer.clear());
            if (read < 0) {
                gone(channel);
            } else {
                ((Frames) key.attachment())
                        .arrived(
                                buffer.flip(),
                                (kind, bytes, from, length) -> frame(channel, kind, bytes, from, length));
            }
        } catch (IOException e) {
            gone(channel);
        }
    }

    private synchronized void gone(SocketChannel channel) {
        closed++;
        try {
            channel.close();
        } catch (IOException e) {
            // It is gone all the same.
        }
    }

    private synchronized void frame(SocketChannel channel, int kind, byte[] bytes, int from, int length) {
        if (kind == Frames.PING) {
            pong(channel);
        } else if (kind == Frames.TEXT && startsWith(bytes, from, length, EVENT)) {
            Long happened = moment(bytes, from, from + length);
            if (happened != null) {
                delays.recordValue(Math.clamp(System.currentTimeMillis() - happened, 0, LONGEST_MS));
            }
        }
    }

    private static void pong(SocketChannel channel) {
        try {
            channel.write(ByteBuffer.wrap(Frames.empty(10)));
        } catch (IOException e) {
            // It will be read as gone.
        }
    }

    private static boolean startsWith(byte[] bytes, int from, int length, byte[] start) {
        for (int i = 0; i < start.length; i++) {
            if (i >= length || bytes[from + i] != start[i]) {
                return false;
            }
        }
        return true;
    }

    /** When the event happened. Hundreds of clients get the same, so texts of times are remembered. */
    private @Nullable Long moment(byte[] bytes, int from, int end) {
        for (int at = from; at < end - TIME.length - TIME_LENGTH; at++) {
            if (startsWith(bytes, at, end - at, TIME)) {
                if (moments.size() > 10_000) {
                    moments.clear();
                }
                String text = new String(bytes, at + TIME.length, TIME_LENGTH, US_ASCII);
                return moments.computeIfAbsent(text, time -> Instant.parse(time).toEpochMilli());
            }
        }
        return null;
    }
}
