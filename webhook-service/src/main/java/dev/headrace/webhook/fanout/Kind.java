package dev.headrace.webhook.fanout;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headrace.platform.event.TaskEvent;
import java.util.Arrays;
import java.util.regex.Pattern;

/** What decides who wants an event, told from two headers of its record: whose it is and what happened. */
final class Kind {
    private static final Pattern NAME = Pattern.compile("[a-z0-9_]+(\\.[a-z0-9_]+)+");
    private static final int MAX_NAME = 128;

    private final byte[] tenantBytes;
    private final byte[] typeBytes;
    private final String tenant;
    private final String name;

    Kind(byte[] tenantBytes, byte[] typeBytes) {
        this.tenantBytes = tenantBytes;
        this.typeBytes = typeBytes;
        this.tenant = new String(tenantBytes, UTF_8);
        this.name = name(new String(typeBytes, UTF_8));
    }

    String tenant() {
        return tenant;
    }

    /** The event's CloudEvents type without {@code dev.headrace.}. */
    String name() {
        return name;
    }

    /** Whether such events can be told to anyone. */
    boolean isProper() {
        return isName(name) && isTenant(tenant);
    }

    boolean is(byte[] tenantBytes, byte[] typeBytes) {
        return Arrays.equals(this.tenantBytes, tenantBytes) && Arrays.equals(this.typeBytes, typeBytes);
    }

    static int hash(byte[] tenantBytes, byte[] typeBytes) {
        return 31 * Arrays.hashCode(tenantBytes) + Arrays.hashCode(typeBytes);
    }

    int hash() {
        return hash(tenantBytes, typeBytes);
    }

    static String name(String type) {
        return type.startsWith(TaskEvent.PREFIX) ? type.substring(TaskEvent.PREFIX.length()) : type;
    }

    static boolean isName(String name) {
        return name.length() <= MAX_NAME && NAME.matcher(name).matches();
    }

    static boolean isTenant(String tenant) {
        return tenant.indexOf('\0') < 0 && !tenant.isBlank();
    }
}
