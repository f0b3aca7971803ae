package dev.headrace.cache.remote;

import dev.headrace.cache.value.EntryKey;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/** What replicas tell one another over Redis: one line of text, its kind first. */
public sealed interface Change {
    String CHANNEL = "headrace:cache:changes";

    /** Stands for Redis itself. */
    UUID NOBODY = new UUID(0, 0);

    /**
     * An entry has changed.
     *
     * @param by the replica that has written it and dropped it from its own memory already; {@link #NOBODY} when it was
     *     evicted in Redis
     */
    record Changed(UUID by, EntryKey key) implements Change {}

    /** A namespace is gone. */
    record Gone(String tenant, String namespace) implements Change {}

    /** A replica hears itself: the way there and back works. */
    record Beat(UUID replica) implements Change {}

    /** A {@link Changed} up to its key, which a script appends; all keys of the namespace have the same. */
    static String changedPrefix(UUID by, EntryKey key) {
        return "changed " + by + ' ' + encoded(key.tenant()) + ' ' + key.namespace() + ' ';
    }

    default String text() {
        return switch (this) {
            case Changed changed -> changedPrefix(changed.by, changed.key) + changed.key.key();
            case Gone gone -> "gone " + encoded(gone.tenant) + ' ' + encoded(gone.namespace);
            case Beat beat -> "beat " + beat.replica;
        };
    }

    /** Reads a message; empty for one that this version does not know. */
    static Optional<Change> parse(String text) {
        String[] parts = text.split(" ", 5);
        try {
            return switch (parts[0]) {
                case "changed" ->
                    Optional.of(new Changed(
                            UUID.fromString(parts[1]),
                            new EntryKey(decoded(parts[2]), UUID.fromString(parts[3]), parts[4])));
                case "gone" -> Optional.of(new Gone(decoded(parts[1]), decoded(parts[2])));
                case "beat" -> Optional.of(new Beat(UUID.fromString(parts[1])));
                default -> Optional.empty();
            };
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
