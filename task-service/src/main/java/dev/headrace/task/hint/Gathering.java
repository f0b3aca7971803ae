package dev.headrace.task.hint;

import dev.headrace.task.signal.Kind;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** What is to be told with the next message, once each. Bounded: what is too much to tell becomes "look for yourselves". */
final class Gathering {
    private static final int MOST = 500;

    private final Set<Kind> ready = new HashSet<>();
    private final Set<Kind> freed = new HashSet<>();
    private boolean look;

    synchronized void ready(Collection<Kind> kinds) {
        add(ready, kinds);
    }

    synchronized void freed(Collection<Kind> kinds) {
        add(freed, kinds);
    }

    synchronized void look() {
        look = true;
    }

    private void add(Set<Kind> to, Collection<Kind> kinds) {
        for (Kind kind : kinds) {
            if (to.size() >= MOST) {
                look = true;
                return;
            }
            to.add(kind);
        }
    }

    /** Everything gathered, and begins anew; empty if there is nothing. */
    synchronized Optional<Hint> take(String by) {
        if (ready.isEmpty() && freed.isEmpty() && !look) {
            return Optional.empty();
        }
        Hint hint = new Hint(
                by,
                ready.isEmpty() ? null : Set.copyOf(ready),
                freed.isEmpty() ? null : Set.copyOf(freed),
                look ? true : null);
        ready.clear();
        freed.clear();
        look = false;
        return Optional.of(hint);
    }
}
