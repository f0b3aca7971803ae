package dev.headrace.gateway.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Follows the requests of an HTTP/1 connection byte by byte and refuses whatever two parsers could read differently: lines
 * that do not end with CR LF, folded ones, two lengths, a length beside chunks, any coding but {@code chunked}, a host that
 * is missing, doubled or none, a target that is no path (RFC 9112, sections 2 to 7 and 11). Keeps a line's beginning only.
 */
final class Framing {
    private static final int KEPT = 512;
    private static final int LONGEST_CHUNK_LINE = 256;
    private static final int MOST_HEADERS = 100;
    private static final Pattern HOST = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(:\\d{1,5})?");
    private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");
    private static final Pattern CHUNK_SIZE = Pattern.compile("[0-9A-Fa-f]{1,15}");

    private final byte[] text = new byte[KEPT];
    private Part part = Part.START;
    private int length;
    private int lineLength;
    private boolean carriage;
    private int headers;
    private int hosts;
    private boolean oldVersion;
    private boolean chunked;
    private long body = -1;
    private long left;
    private boolean upgrade;
    private boolean http2;
    private boolean switching;
    private long heads;
    private long taken;
    private @Nullable String wrong;

    private enum Part {
        START,
        /** The lines with which HTTP/2 begins (RFC 9113, 3.4). */
        PREFACE,
        HEADERS,
        BODY,
        CHUNK_LINE,
        CHUNK,
        CHUNK_END,
        TRAILERS,
        /** HTTP/2: its frames, which come after its first lines, or with those where HTTP/1 has been left. */
        FRAMES,
        /** Another protocol. */
        RAW
    }

    /** Why the connection cannot go on; null if it can. */
    @Nullable
    String wrong() {
        return wrong;
    }

    /** Whether a request has begun whose head is not complete. */
    boolean isInHead() {
        return part == Part.HEADERS || part == Part.PREFACE || (part == Part.START && lineLength > 0);
    }

    /** Whether a request's head is complete and its body is not. */
    boolean isInBody() {
        return switch (part) {
            case BODY, CHUNK_LINE, CHUNK, CHUNK_END, TRAILERS -> true;
            case START, PREFACE, HEADERS, FRAMES, RAW -> false;
        };
    }

    /** How many heads have come on this connection so far. */
    long heads() {
        return heads;
    }

    /** How many bytes of this connection have been read. */
    long taken() {
        return taken;
    }

    /** Whether what comes next is not HTTP/1. */
    boolean isRaw() {
        return part == Part.RAW || part == Part.FRAMES;
    }

    /** Whether what comes next is HTTP/2. */
    boolean isHttp2() {
        return part == Part.FRAMES;
    }

    /** Whether the last request asks for another protocol. */
    boolean wantsUpgrade() {
        return upgrade;
    }

    /** The other protocol begins: at once, but HTTP/2 after the body of the request that asked for it (RFC 7540, 3.2). */
    void upgraded() {
        if (!http2) {
            part = Part.RAW;
        } else if (isInBody()) {
            switching = true;
        } else if (part == Part.START && lineLength == 0 && !carriage) {
            part = Part.FRAMES;
        } else {
            wrong = "it goes on before it could know that HTTP/2 begins";
        }
    }

    /** Reads what came; stops at the first byte that is wrong, or not of HTTP/1. */
    void read(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && wrong == null && !isRaw()) {
            if (part == Part.BODY || part == Part.CHUNK) {
                int taken = (int) Math.min(left, to - i);
                left -= taken;
                i += taken;
                if (left == 0) {
                    part = part == Part.BODY ? after() : Part.CHUNK_END;
                }
            } else {
                character(bytes[i++]);
            }
        }
        taken += i - from;
    }

    /** What follows a request that is complete. */
    private Part after() {
        return switching ? Part.FRAMES : Part.START;
    }

    private void character(byte c) {
        if (carriage) {
            carriage = false;
            if (c != '\n') {
                wrong = "a line ends with CR alone";
                return;
            }
            String line = new String(text, 0, length, US_ASCII);
            int whole = lineLength;
            length = 0;
            lineLength = 0;
            line(line, whole);
        } else if (c == '\r') {
            carriage = true;
        } else if (c == '\n') {
            wrong = "a line ends with LF alone";
        } else if ((c >= 0 && c < ' ' && c != '\t') || c == 0x7f) {
            wrong = "a control character is in a line";
        } else {
            lineLength++;
            if (length < KEPT) {
                text[length++] = c;
            }
        }
    }

    private void line(String line, int whole) {
        switch (part) {
            case START -> start(line, whole);
            case PREFACE -> preface(line);
            case HEADERS -> header(line, whole);
            case CHUNK_LINE -> chunk(line, whole);
            case CHUNK_END -> {
                part = Part.CHUNK_LINE;
                wrong = line.isEmpty() ? null : "a chunk is longer than it said";
            }
            case TRAILERS -> trailer(line);
            case BODY, CHUNK, FRAMES, RAW -> throw new IllegalStateException("no lines in " + part);
        }
    }

    private void start(String line, int whole) {
        if (line.isEmpty()) {
            wrong = "a request begins with an empty line";
            return;
        }
        if (heads == 0 && line.equals("PRI * HTTP/2.0")) {
            part = Part.PREFACE;
            headers = 0;
            return;
        }
        int target = line.indexOf(' ') + 1;
        if (target < 2 || !isToken(line.substring(0, target - 1))) {
            wrong = "the method is none";
        } else if (line.length() == target || line.charAt(target) != '/') {
            wrong = "the target is not a path";
        } else if (whole <= KEPT) {
            version(line.substring(line.indexOf(' ', target) + 1));
        }
        begin();
    }

    /** Whoever begins so and goes on otherwise would be read as HTTP/1 by the decoder. */
    private void preface(String line) {
        if (!line.equals(headers == 1 ? "SM" : "")) {
            wrong = "it begins as HTTP/2 and goes on otherwise";
        } else if (++headers == 3) {
            part = Part.FRAMES;
        }
    }

    private void begin() {
        part = Part.HEADERS;
        headers = 0;
        hosts = 0;
        chunked = false;
        upgrade = false;
        http2 = false;
        body = -1;
    }

    /** Of a line that is longer than what is kept the decoder knows the version, and the target's limit is its own. */
    private void version(String version) {
        oldVersion = version.equals("HTTP/1.0");
        if (!oldVersion && !version.equals("HTTP/1.1")) {
            wrong = "the version is not HTTP/1.1";
        }
    }

    private void header(String line, int whole) {
        if (line.isEmpty()) {
            head();
            return;
        }
        int colon = line.indexOf(':');
        if (++headers > MOST_HEADERS) {
            wrong = "there are more than " + MOST_HEADERS + " headers";
        } else if (colon < 1 || !isToken(line.substring(0, colon))) {
            wrong = line.charAt(0) == ' ' || line.charAt(0) == '\t' ? "a header is folded" : "a header's name is none";
        } else {
            known(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip(),
                    whole);
        }
    }

    private void known(String name, String value, int whole) {
        switch (name) {
            case "content-length" -> contentLength(value);
            case "transfer-encoding" -> {
                wrong = chunked || oldVersion || !value.equalsIgnoreCase("chunked")
                        ? "the transfer coding is not chunked once"
                        : null;
                chunked = true;
            }
            case "host" -> {
                hosts++;
                wrong = whole > KEPT || !HOST.matcher(value).matches() ? "the host is none" : null;
            }
            case "upgrade" -> {
                upgrade = true;
                http2 |= whole > KEPT || value.equalsIgnoreCase("h2c");
            }
            default -> {}
        }
    }

    private void contentLength(String value) {
        if (body >= 0) {
            wrong = "there are two lengths";
        } else if (!LENGTH.matcher(value).matches()) {
            wrong = "the length is no number";
        } else {
            body = Long.parseLong(value);
        }
    }

    private void head() {
        if (hosts > 1 || (hosts == 0 && !oldVersion)) {
            wrong = hosts == 0 ? "the host is missing" : "there are two hosts";
        } else if (chunked && body >= 0) {
            wrong = "there is a length beside chunks";
        } else {
            heads++;
            left = Math.max(0, body);
            part = chunked ? Part.CHUNK_LINE : left > 0 ? Part.BODY : Part.START;
        }
    }

    private void chunk(String line, int whole) {
        int end = line.indexOf(';');
        String size = end < 0 ? line : line.substring(0, end);
        if (whole > LONGEST_CHUNK_LINE || !CHUNK_SIZE.matcher(size).matches()) {
            wrong = "a chunk's size is none";
            return;
        }
        left = Long.parseLong(size, 16);
        headers = 0;
        part = left == 0 ? Part.TRAILERS : Part.CHUNK;
    }

    private void trailer(String line) {
        if (line.isEmpty()) {
            part = after();
            return;
        }
        int colon = line.indexOf(':');
        String name = colon < 1 ? "" : line.substring(0, colon).toLowerCase(Locale.ROOT);
        boolean framing = name.equals("content-length") || name.equals("transfer-encoding") || name.equals("host");
        if (!isToken(name) || framing || ++headers > MOST_HEADERS) {
            wrong = "a trailer is none";
        }
    }

    private static boolean isToken(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letter && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
                return false;
            }
        }
        return !name.isEmpty();
    }
}
