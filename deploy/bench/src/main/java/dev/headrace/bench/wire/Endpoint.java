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
 * @param key API key sent with every request
 */
public record Endpoint(InetSocketAddress address, String key) {

    /** Reads {@code http://host:port}. */
    public static Endpoint of(String url, String key) {
        URI uri = URI.create(url);
        int port = uri.getPort() < 0 ? 80 : uri.getPort();
        return new Endpoint(new InetSocketAddress(uri.getHost(), port), key);
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

    private byte[] head(String path, int length) {
        return """
                POST %s HTTP/1.1
                Host: %s:%d
                Authorization: Bearer %s
                Content-Type: application/json
                Content-Length: %d

                """.formatted(path, address.getHostString(), address.getPort(), key, length)
                .replace("\n", "\r\n")
                .getBytes(US_ASCII);
    }
}
