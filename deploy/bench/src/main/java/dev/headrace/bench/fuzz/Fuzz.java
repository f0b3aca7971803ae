package dev.headrace.bench.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Sends almost right requests on raw sockets to a gateway that runs: {@code Fuzz http://127.0.0.1:8080 sk_… [minutes]
 * [seed]}. A finding is an answer of 500 or 502, one that is no HTTP, or a right request that is not answered afterwards;
 * it is printed with the bytes that made it, and the program ends with 1.
 */
public final class Fuzz {
    private static final int WAIT_MS = 250;
    private static final int LATE_MS = 10_000;
    private static final int CHECK_EVERY = 200;

    private final InetSocketAddress gateway;
    private final String key;
    private final Map<String, Long> answers = new TreeMap<>();

    private Fuzz(String url, String key) {
        URI uri = URI.create(url);
        this.gateway = new InetSocketAddress(uri.getHost(), uri.getPort());
        this.key = key;
    }

    public static void main(String[] words) throws IOException {
        if (words.length < 2) {
            System.err.println("Fuzz <url> <key> [minutes] [seed]");
            System.exit(2);
        }
        double minutes = words.length > 2 ? Double.parseDouble(words[2]) : 10;
        long seed = words.length > 3 ? Long.parseLong(words[3]) : System.nanoTime();
        System.exit(new Fuzz(words[0], words[1]).run(minutes, seed) ? 0 : 1);
    }

    private boolean run(double minutes, long seed) throws IOException {
        Mutations mutations = new Mutations(seed, key);
        long end = System.nanoTime() + (long) (minutes * TimeUnit.MINUTES.toNanos(1));
        long sent = 0;
        System.out.println("seed " + seed);
        while (System.nanoTime() - end < 0) {
            byte[] request = mutations.next();
            String answer = send(request, WAIT_MS);
            String found = judged(answer);
            sent++;
            if (!found.isEmpty()) {
                System.out.println("FOUND " + found + " after " + sent + ": "
                        + HexFormat.of().formatHex(request) + "\n" + answer);
                return false;
            }
            if (sent % CHECK_EVERY == 0 && !stillServes()) {
                System.out.println("FOUND no service any more after " + sent);
                return false;
            }
        }
        System.out.println(sent + " connections, answers " + answers + ", nothing found");
        return true;
    }

    private String judged(String answer) {
        if (answer.isEmpty()) {
            answers.merge("none", 1L, Long::sum);
            return "";
        }
        if (!answer.startsWith("HTTP/1.")) {
            return "an answer that is none";
        }
        String status = answer.substring(9, Math.min(12, answer.length()));
        answers.merge(status, 1L, Long::sum);
        return status.equals("500") || status.equals("502") ? "a " + status : "";
    }

    private boolean stillServes() throws IOException {
        String right = "GET /api/v1/tasks?limit=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
                + key + "\r\n\r\n";
        return send(right.getBytes(ISO_8859_1), LATE_MS).startsWith("HTTP/1.1 200");
    }

    /** The beginning of the answer; empty if the gateway waits for more, or has closed. */
    private String send(byte[] request, int waitMs) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(gateway, LATE_MS);
            socket.setSoTimeout(waitMs);
            socket.getOutputStream().write(request);
            InputStream in = socket.getInputStream();
            byte[] part = new byte[2048];
            int read = in.read(part);
            return read < 0 ? "" : new String(part, 0, read, ISO_8859_1);
        } catch (SocketTimeoutException | SocketException quiet) {
            return "";
        }
    }
}
