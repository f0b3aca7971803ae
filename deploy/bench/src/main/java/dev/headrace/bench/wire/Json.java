package dev.headrace.bench.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * Walks once over well-formed JSON without making objects. The caller enters an object or array, asks for one member
 * after the other, and reads or skips each value.
 */
public final class Json {
    private final byte[] bytes;
    private final int end;
    private int at;
    private int nameFrom;
    private int nameTo;

    public Json(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    /** Steps into the object or array that comes next. */
    public Json enter() {
        space();
        at++;
        return this;
    }

    /** Steps to the next element of the array; false after its last. */
    public boolean element() {
        space();
        if (bytes[at] == ']') {
            at++;
            return false;
        }
        return true;
    }

    /** Steps to the value of the object's next member; false after its last. */
    public boolean member() {
        space();
        if (bytes[at] == '}') {
            at++;
            return false;
        }
        nameFrom = at + 1;
        nameTo = stringEnd() - 1;
        space();
        return true;
    }

    /** Whether the current member has this name. */
    public boolean is(String name) {
        if (nameTo - nameFrom != name.length()) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (bytes[nameFrom + i] != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Steps over the value. */
    public void skip() {
        space();
        switch (bytes[at]) {
            case '"' -> stringEnd();
            case '{', '[' -> skipNested();
            default -> {
                while (at < end && ",]} \r\n\t".indexOf(bytes[at]) < 0) {
                    at++;
                }
            }
        }
    }

    /** Reads a whole number, bare or as text. */
    public long number() {
        space();
        if (bytes[at] == '"') {
            at++;
        }
        long value = 0;
        for (; bytes[at] >= '0' && bytes[at] <= '9'; at++) {
            value = value * 10 + (bytes[at] - '0');
        }
        if (bytes[at] == '"') {
            at++;
        }
        return value;
    }

    /** Reads a text without escapes. */
    public String text() {
        space();
        int from = at + 1;
        return new String(bytes, from, stringEnd() - 1 - from, US_ASCII);
    }

    private void skipNested() {
        int depth = 0;
        do {
            switch (bytes[at]) {
                case '"' -> stringEnd();
                case '{', '[' -> {
                    depth++;
                    at++;
                }
                case '}', ']' -> {
                    depth--;
                    at++;
                }
                default -> at++;
            }
        } while (depth > 0);
    }

    private int stringEnd() {
        at++;
        while (bytes[at] != '"') {
            at += bytes[at] == '\\' ? 2 : 1;
        }
        return ++at;
    }

    private void space() {
        while (at < end && " \r\n\t,:".indexOf(bytes[at]) >= 0) {
            at++;
        }
    }
}
