package dev.headrace.bench.row;

import dev.headrace.local.process.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** An nginx with a configuration of our own and a worker for each processor, on loopback. */
final class Nginx implements AutoCloseable {
    private static final long LIMIT_NANOS = 10_000_000_000L;
    private static final String FRAME = """
        daemon off;
        user root;
        worker_processes auto;
        worker_rlimit_nofile 20000;
        pid FOLDER/nginx.pid;
        error_log FOLDER/error.log warn;
        events { worker_connections 8192; }
        http {
          access_log ACCESS;
          tcp_nodelay on;
          keepalive_requests 100000000;
          client_body_temp_path FOLDER/body;
          proxy_temp_path FOLDER/proxy;
          fastcgi_temp_path FOLDER/fastcgi;
          uwsgi_temp_path FOLDER/uwsgi;
          scgi_temp_path FOLDER/scgi;
          SERVER
        }
        """;
    private static final String PLAIN = """
        server {
            listen 127.0.0.1:PORT backlog=4096;
            default_type application/json;
            location / { return 200 '{"value":"BODY"}'; }
          }""";
    private static final String PROXY = """
        upstream plain { server 127.0.0.1:UPSTREAM; keepalive 256; }
          server {
            listen 127.0.0.1:PORT backlog=4096;
            location / {
              proxy_pass http://plain;
              proxy_http_version 1.1;
              proxy_set_header Connection "";
            }
          }""";

    private final Process process;
    private final int port;

    private Nginx(Path program, Path folder, String access, String server) throws IOException {
        this.port = Ports.free();
        Files.createDirectories(folder);
        String text = FRAME.replace("SERVER", server)
                .replace("ACCESS", access)
                .replace("FOLDER", folder.toString())
                .replace("PORT", Integer.toString(port));
        Path file = Files.writeString(folder.resolve("nginx.conf"), text);
        this.process = new ProcessBuilder(program.toString(), "-p", folder.toString(), "-c", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out.log").toFile())
                .start();
        awaitListening(folder);
    }

    /** The program, where there is one. */
    static Optional<Path> installed() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.concat(Stream.of(path.split(":", -1)), Stream.of("/usr/sbin"))
                .map(folder -> Path.of(folder, "nginx"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Answers everything with a kilobyte. */
    static Nginx plain(Path program, Path folder) throws IOException {
        return new Nginx(program, folder, "off", PLAIN.replace("BODY", "x".repeat(1_000)));
    }

    /** Passes everything on, and writes an access log. */
    static Nginx before(Path program, Path folder, int upstream) throws IOException {
        String server = PROXY.replace("UPSTREAM", Integer.toString(upstream));
        return new Nginx(program, folder, "FOLDER/access.log", server);
    }

    int port() {
        return port;
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    private void awaitListening(Path folder) throws IOException {
        long end = System.nanoTime() + LIMIT_NANOS;
        while (!listens()) {
            if (!process.isAlive() || System.nanoTime() - end > 0) {
                close();
                throw new IOException("nginx did not start: " + Files.readString(folder.resolve("out.log")));
            }
            Thread.onSpinWait();
        }
    }

    private boolean listens() {
        try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return probe.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted", e));
        }
    }
}
