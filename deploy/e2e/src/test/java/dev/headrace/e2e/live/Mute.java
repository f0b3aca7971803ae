package dev.headrace.e2e.live;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;

/** A client that has opened a WebSocket and then neither says nor answers anything. */
final class Mute implements AutoCloseable {
    private static final int PATIENCE_MS = 60_000;
    private static final int CLOSE = 8;

    private final Socket socket;
    private final DataInputStream in;

    Mute(URI gateway, String key) throws IOException {
        this.socket = new Socket(gateway.getHost(), gateway.getPort());
        this.in = new DataInputStream(socket.getInputStream());
        socket.setSoTimeout(PATIENCE_MS);
        String request = "GET /ws HTTP/1.1\r\nHost: " + gateway.getAuthority() + "\r\nAuthorization: Bearer " + key
                + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(US_ASCII));
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        if (!head.toString().startsWith("HTTP/1.1 101 ")) {
            throw new AssertionError(head);
        }
    }

    /** The code of the frame that closes it. */
    int closedWith() throws IOException {
        while (true) {
            int kind = in.readUnsignedByte() & 0x0f;
            int length = in.readUnsignedByte() & 0x7f;
            if (kind == CLOSE) {
                return in.readUnsignedShort();
            }
            in.skipNBytes(length == 126 ? in.readUnsignedShort() : length);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
