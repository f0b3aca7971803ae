package dev.headrace.e2e.witness;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on which push tasks depend: answers with the status that the test wants. */
public final class Dependency implements AutoCloseable {
    private final AtomicInteger status;
    private final AtomicInteger calls = new AtomicInteger();
    private final HttpServer server;

    public Dependency(int status) throws IOException {
        this.status = new AtomicInteger(status);
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.createContext("/", exchange -> {
            try (exchange) {
                calls.incrementAndGet();
                exchange.sendResponseHeaders(this.status.get(), -1);
            }
        });
        server.start();
    }

    /** Answers like this from now on. */
    public void answer(int status) {
        this.status.set(status);
    }

    public int calls() {
        return calls.get();
    }

    public String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
