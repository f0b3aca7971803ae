package dev.headrace.bench.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/** A kept-alive connection that carries one request at a time. Used on its loop's thread only. */
public final class Connection implements AutoCloseable {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SocketChannel channel;
    private final SelectionKey key;
    private final Response response = new Response();
    private ByteBuffer unsent = NOTHING;
    private Consumer<Response> listener = answer -> {
        throw new IllegalStateException("an answer without a request");
    };

    /** Connects, blocking. */
    public Connection(Loop loop, Endpoint endpoint) throws IOException {
        this.channel = SocketChannel.open(endpoint.address());
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        this.key = loop.add(channel, this);
    }

    /** Sends a whole request. The listener gets the answer; it may read it until it returns, and may send again. */
    public void send(byte[] request, Consumer<Response> listener) {
        this.listener = listener;
        response.clear();
        unsent = ByteBuffer.wrap(request);
        write();
    }

    void ready() {
        if (key.isWritable()) {
            write();
        }
        if (key.isReadable()) {
            read();
        }
    }

    private void write() {
        try {
            channel.write(unsent);
            boolean more = unsent.hasRemaining();
            key.interestOps(more ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try {
            if (channel.read(response.space()) < 0) {
                throw new IOException("the gateway closed a connection");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (response.complete()) {
            listener.accept(response);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
