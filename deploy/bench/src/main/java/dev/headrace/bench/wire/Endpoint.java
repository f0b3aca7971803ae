package dev.headrace.bench.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.net.URI;

/**
 * The gateway and how to greet it.
 *
 * @param address where it listens
 * @param credential header line that is sent with every request
 */
public record Endpoint(InetSocketAddress address, String credential) {

    /** Reads {@code http://host:port}; the key is an API key, or a signed identity for a service itself. */
    public static Endpoint of(String url, String key) {
        URI uri = URI.create(url);
        int port = uri.getPort() < 0 ? 80 : uri.getPort();
        String credential = key.startsWith("sk_") ? "Authorization: Bearer " + key : "X-Headrace-Identity: " + key;
        return new Endpoint(new InetSocketAddress(uri.getHost(), port), credential);
    }

    /** The address of a WebSocket. */
    public URI socket(String path) {
        return URI.create("ws://" + address.getHostString() + ":" + address.getPort() + path);
    }

    /** A whole POST request: head and body. */
    public byte[] post(String path, String body) {
        return post(path, body.getBytes(UTF_8));
    }

    /** A whole POST request: head and body. */
    public byte[] post(String path, byte[] body) {
        ByteArrayOutputStream request = new ByteArrayOutputStream(body.length + 256);
        request.writeBytes(head(path, body.length));
        request.writeBytes(body);
        return request.toByteArray();
    }

    /** A whole GET request. */
    public byte[] get(String path) {
        return """
            GET %s HTTP/1.1
            Host: %s:%d
            %s

            """.formatted(path, address.getHostString(), address.getPort(), credential)
                .replace("\n", "\r\n")
                .getBytes(US_ASCII);
    }

    private byte[] head(String path, int length) {
        return """
            POST %s HTTP/1.1
            Host: %s:%d
            %s
            Content-Type: application/json
            Content-Length: %d

            """.formatted(path, address.getHostString(), address.getPort(), credential, length)
                .replace("\n", "\r\n")
                .getBytes(US_ASCII);
    }
}
