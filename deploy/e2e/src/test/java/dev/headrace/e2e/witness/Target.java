package dev.headrace.e2e.witness;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Where push tasks go: answers the first calls at once, holds those that follow until it is told to go on. */
public final class Target implements AutoCloseable {
    private final int before;
    private final AtomicInteger arrived = new AtomicInteger();
    private final CountDownLatch open = new CountDownLatch(1);
    private final Map<String, Integer> calls = new ConcurrentHashMap<>();
    private final Set<String> held = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;

    /** @param before how many calls are answered at once */
    public Target(int before) throws IOException {
        this.before = before;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.setExecutor(threads);
        server.createContext("/", this::called);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/work";
    }

    /** How many calls are held. */
    public int held() {
        return held.size();
    }

    /** The tasks of the calls that are held. */
    public Set<String> heldIds() {
        return Set.copyOf(held);
    }

    /** Answers from now on. */
    public void open() {
        open.countDown();
    }

    /** How often it was called for each task. */
    public Map<String, Integer> calls() {
        return Map.copyOf(calls);
    }

    private void called(HttpExchange exchange) throws IOException {
        try (exchange) {
            String id = exchange.getRequestHeaders().getFirst("Headrace-Task-Id");
            calls.merge(id, 1, Integer::sum);
            if (arrived.incrementAndGet() > before && open.getCount() > 0) {
                held.add(id);
                open.await();
            }
            exchange.sendResponseHeaders(204, -1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        open();
        server.stop(0);
        threads.shutdownNow();
    }
}
