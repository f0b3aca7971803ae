package dev.headrace.gateway.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A client of HTTP/2 that sends whatever frames it likes (RFC 9113, section 4). */
final class RawHttp2 implements AutoCloseable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int GOAWAY = 7;
    static final int CONTINUATION = 9;

    static final int END_STREAM = 1;
    static final int ACK = 1;
    static final int END_HEADERS = 4;
    static final int ENHANCE_YOUR_CALM = 11;
    static final int REFUSED_STREAM = 7;
    static final int CANCEL = 8;

    private static final int WITH_PRIORITY = 32;
    private static final int PRIORITY_BYTES = 5;
    private static final int PATIENCE_MS = 20_000;

    private final Socket socket;
    private final DataInputStream in;
    private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder();
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();

    /** A frame that has come. */
    record Frame(int type, int flags, int stream, ByteBuf payload) {
        /** The reason of a reset, or of the end of the connection. */
        int code() {
            int at = type == GOAWAY ? 4 : 0;
            return payload.getInt(at);
        }
    }

    /** Begins on a connection that has agreed on HTTP/2. */
    RawHttp2(Socket socket) throws IOException {
        this(socket, new byte[0]);
    }

    /** The same, after what is still to be sent of a request of HTTP/1. */
    RawHttp2(Socket socket, byte[] before) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MS);
        this.in = new DataInputStream(socket.getInputStream());
        waiting.writeBytes(before);
        waiting.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
        frame(SETTINGS, 0, 0, new byte[0]);
    }

    /** Adds a frame to what is sent next. */
    RawHttp2 frame(int type, int flags, int stream, byte[] payload) {
        ByteBuf head = Unpooled.buffer(9)
                .writeMedium(payload.length)
                .writeByte(type)
                .writeByte(flags)
                .writeInt(stream);
        waiting.writeBytes(ByteBufUtil.getBytes(head));
        waiting.writeBytes(payload);
        return this;
    }

    RawHttp2 reset(int stream) {
        return frame(RST_STREAM, 0, stream, new byte[] {0, 0, 0, CANCEL});
    }

    /** The headers of a request. */
    byte[] head(String method, String path, String key, int length) {
        Http2Headers headers = new DefaultHttp2Headers()
                .method(method)
                .path(path)
                .scheme("https")
                .authority("localhost")
                .set("authorization", "Bearer " + key);
        if (length >= 0) {
            headers.setInt("content-length", length);
        }
        ByteBuf block = Unpooled.buffer();
        try {
            encoder.encodeHeaders(1, headers, block);
        } catch (Http2Exception e) {
            throw new IllegalStateException(e);
        }
        return ByteBufUtil.getBytes(block);
    }

    /** The status of the next answer; all answers have to be read in turn. */
    String status() throws IOException {
        Frame head = first(frame -> frame.type() == HEADERS);
        if (head == null) {
            return "none";
        }
        ByteBuf block = head.payload();
        block.skipBytes((head.flags() & WITH_PRIORITY) == 0 ? 0 : PRIORITY_BYTES);
        try {
            return String.valueOf(decoder.decodeHeaders(head.stream(), block).status());
        } catch (Http2Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends what was added; false if the other side has ended. */
    boolean send() {
        try {
            socket.getOutputStream().write(waiting.toByteArray());
            waiting.reset();
            return true;
        } catch (IOException ended) {
            return false;
        }
    }

    /** The first frame of a kind; null if the connection ends before. */
    @Nullable
    Frame first(Predicate<Frame> wanted) throws IOException {
        try {
            while (true) {
                byte[] head = in.readNBytes(9);
                if (head.length < 9) {
                    return null;
                }
                ByteBuf fields = Unpooled.wrappedBuffer(head);
                int length = fields.readUnsignedMedium();
                Frame frame = new Frame(
                        fields.readUnsignedByte(),
                        fields.readUnsignedByte(),
                        fields.readInt(),
                        Unpooled.wrappedBuffer(in.readNBytes(length)));
                if (wanted.test(frame)) {
                    return frame;
                }
            }
        } catch (EOFException | SocketException ended) {
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
