package dev.headrace.webhook;

import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.identity.Role;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A request on a connection of its own, whose caller may wait for the answer or hang up. */
final class RawCall implements Closeable {
    private static final int PATIENCE_MS = 30_000;

    private final Socket socket;

    /** Sends it. */
    RawCall(int port, String tenant, String method, String path, String body) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MS);
        String request = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + Caller.HEADER
                + ": " + Callers.token(tenant, "olga", Role.OPERATOR)
                + "\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body;
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    }

    /** Waits for the answer. */
    int status() throws IOException {
        BufferedReader answer =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        return Integer.parseInt(answer.readLine().split(" ", 3)[1]);
    }

    /** Hangs up. */
    @Override
    public void close() throws IOException {
        socket.close();
    }
}
