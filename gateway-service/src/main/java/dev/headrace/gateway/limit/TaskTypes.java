package dev.headrace.gateway.limit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headrace.gateway.route.Route;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the types of the tasks in a body of a submit while it passes, byte by byte, in constant memory: the field
 * {@code type} of the object itself, or of each object in its array {@code tasks}, or the one of a batch with the number of
 * objects in its array {@code items}. Reads names as a JSON parser does, so
 * an escaped letter is no way round it, and the last one counts. Whether the body is valid the service says.
 */
public final class TaskTypes {
    /** Deeper than any payload; a parser's stack must not be the one to find out. */
    static final int DEEPEST = 200;

    private static final byte[] TYPE = "type".getBytes(UTF_8);
    private static final byte[] TASKS = "tasks".getBytes(UTF_8);
    private static final byte[] ITEMS = "items".getBytes(UTF_8);
    private static final int IN_LIST = 3;
    private static final int LONGEST = 256;
    private static final String NOT_UTF_8 = "The body must be JSON in UTF-8";

    private final int level;
    private final byte[] list;
    private final boolean batch;
    private final Found found;
    private final boolean[] objects = new boolean[DEEPEST + 1];
    private final byte[] text = new byte[LONGEST];
    private int length;
    private int before;
    private int depth;
    private boolean inString;
    private boolean keeps;
    private int escape;
    private int code;
    private boolean key;
    private boolean inList;
    private boolean isList;
    private long items;
    private boolean isType;
    private @Nullable String type;
    private @Nullable String wrong;

    /** Told of every type that was found, and how many tasks of it. */
    @FunctionalInterface
    public interface Found {
        void of(String type, long tasks);
    }

    /** @param form of the body */
    public TaskTypes(Route.Submits form, Found found) {
        this.batch = form == Route.Submits.BATCH;
        this.level = form == Route.Submits.TASKS ? IN_LIST : 1;
        this.list = batch ? ITEMS : TASKS;
        this.found = found;
    }

    /** What is wrong with the body so that it must not go on; null if nothing is. */
    public @Nullable String wrong() {
        return wrong;
    }

    /** Reads the next part of the body. */
    public void read(byte[] part) {
        for (int i = 0; i < part.length && wrong == null; i++) {
            if (inString) {
                string(part[i]);
            } else {
                structure(part[i]);
            }
        }
    }

    private void string(byte c) {
        if (escape > 1) {
            hex(c);
        } else if (escape == 1) {
            escaped(c);
        } else if (c == '\\') {
            escape = 1;
        } else if (c == '"') {
            inString = false;
            ended();
        } else if (isOverlong(c)) {
            wrong = NOT_UTF_8;
        } else {
            keep(c);
        }
        before = c & 0xff;
    }

    /** Whether a byte makes a sequence that is longer than it must be (RFC 3629): some parsers read a plain letter from it. */
    private boolean isOverlong(byte c) {
        int value = c & 0xff;
        return value == 0xc0
                || value == 0xc1
                || value > 0xf4
                || (before == 0xe0 && value < 0xa0)
                || (before == 0xf0 && value < 0x90);
    }

    private void escaped(byte c) {
        escape = c == 'u' ? 2 : 0;
        code = 0;
        if (c != 'u') {
            keep(c);
        }
    }

    /** The name of a field or a type that is escaped so; what is beyond ASCII is in neither. */
    private void hex(byte c) {
        code = code * 16 + Math.max(0, Character.digit(c, 16));
        if (++escape > 5) {
            escape = 0;
            keep((byte) (code < 0x80 ? code : '?'));
        }
    }

    private void keep(byte c) {
        if (keeps && length < LONGEST) {
            text[length++] = c;
        }
    }

    private void structure(byte c) {
        switch (c) {
            case '"' -> {
                inString = true;
                length = 0;
                keeps = key ? depth == 1 || depth == level : isType && atTask();
            }
            case '{', '[' -> open(c == '{');
            case '}', ']' -> close();
            case ',' -> key = depth > 0 && objects[depth];
            case ':' -> key = false;
            // Not UTF-8: a parser would detect another encoding, and read other names than these.
            case 0, (byte) 0xfe, (byte) 0xff -> wrong = NOT_UTF_8;
            default -> {}
        }
    }

    private void open(boolean object) {
        if (depth == DEEPEST) {
            wrong = "The body is nested more than " + DEEPEST + " levels deep";
            return;
        }
        if (depth == 1 && !object) {
            inList = isList;
        }
        objects[++depth] = object;
        key = object;
        if (atTask()) {
            type = null;
            isType = false;
        } else if (batch && object && depth == IN_LIST && isInList()) {
            items++;
        }
    }

    private void close() {
        if (depth == 0) {
            return;
        }
        if (atTask() && type != null) {
            found.of(type, batch ? items : 1);
        }
        depth--;
        key = false;
        if (depth == 1) {
            inList = false;
        }
    }

    private boolean atTask() {
        return depth == level && objects[depth] && (level == 1 || isInList());
    }

    private boolean isInList() {
        return inList && objects[1] && !objects[2];
    }

    private void ended() {
        if (key) {
            if (depth == 1) {
                isList = is(list);
            }
            if (depth == level) {
                isType = is(TYPE);
            }
        } else if (isType && atTask()) {
            type = new String(text, 0, length, UTF_8);
        }
    }

    private boolean is(byte[] name) {
        return Arrays.equals(text, 0, length, name, 0, name.length);
    }
}
