package dev.headrace.bench.wire;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;

/** One thread that drives every connection. All but {@link #execute} belongs to that thread. */
public final class Loop implements AutoCloseable {
    private static final long IDLE_MS = 100;

    private final Selector selector;
    private final Queue<Runnable> actions = new ConcurrentLinkedQueue<>();

    public Loop() throws IOException {
        this.selector = Selector.open();
    }

    /** Runs the action on the loop's thread, soon. Any thread may call this. */
    public void execute(Runnable action) {
        actions.add(action);
        selector.wakeup();
    }

    /** Drives the connections until the condition holds; it is looked at after every event and ten times a second. */
    public void runUntil(BooleanSupplier done) throws IOException {
        while (!done.getAsBoolean()) {
            selector.select(Loop::ready, IDLE_MS);
            for (Runnable action = actions.poll(); action != null; action = actions.poll()) {
                action.run();
            }
        }
    }

    SelectionKey add(SocketChannel channel, Connection connection) throws IOException {
        return channel.register(selector, SelectionKey.OP_READ, connection);
    }

    private static void ready(SelectionKey key) {
        ((Connection) key.attachment()).ready();
    }

    @Override
    public void close() throws IOException {
        selector.close();
    }
}
