package dev.headrace.task.hint;

import dev.headrace.platform.api.JsonBytes;
import dev.headrace.task.signal.Kind;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one replica tells the others. One that says nothing is a sign of life.
 *
 * @param by the replica
 * @param ready kinds of which tasks became ready
 * @param freed kinds of which leases have ended, in limited queues
 * @param look whether to read the tables now: a rule was changed, or there was too much to tell
 */
record Hint(
        String by,
        @Nullable Set<Kind> ready,
        @Nullable Set<Kind> freed,
        @Nullable Boolean look) {
    static Hint beat(String by) {
        return new Hint(by, null, null, null);
    }

    Set<Kind> readyKinds() {
        return ready == null ? Set.of() : ready;
    }

    Set<Kind> freedKinds() {
        return freed == null ? Set.of() : freed;
    }

    boolean asksToLook() {
        return Boolean.TRUE.equals(look);
    }

    String text() {
        return JsonBytes.text(this);
    }

    /** Empty for what is no hint, or one of a later version that we do not understand. */
    static Optional<Hint> parse(String text) {
        try {
            return Optional.of(JsonBytes.read(text.getBytes(StandardCharsets.UTF_8), Hint.class));
        } catch (UncheckedIOException e) {
            return Optional.empty();
        }
    }
}
