package dev.headrace.task.rule;

import dev.headrace.task.signal.Kind;
import dev.headrace.task.signal.Signals;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/**
 * The rules that this replica goes by. A change that this replica made counts before its caller is answered, that of
 * another with the next pulse, which sees that the tables have a new version.
 */
@Singleton
public class RuleBook {
    private static final Logger LOG = Logger.getLogger(RuleBook.class);

    private final RuleStore store;
    private final Signals signals;
    private final Rejections rejections;
    private final AtomicReference<Rules> rules = new AtomicReference<>(Rules.UNKNOWN);

    RuleBook(RuleStore store, Signals signals, Rejections rejections) {
        this.store = store;
        this.signals = signals;
        this.rejections = rejections;
    }

    public Rules rules() {
        return rules.get();
    }

    /** Whether tasks of a kind may be leased at all, by the rules that are read; counts those that a breaker keeps back. */
    public boolean admits(Rules read, Kind kind) {
        if (read.isOpen(kind)) {
            return true;
        }
        read.breakers().openOne(kind).ifPresent(rejections::count);
        return false;
    }

    /** The tables have this version: reads them if it is not the known one. Nobody waits for that. */
    public void seen(long version) {
        if (version != rules.get().version()) {
            reload().subscribe().with(done -> {}, failure -> LOG.warnf("rules not read error=%s", failure));
        }
    }

    /** This replica has committed a rule. */
    public Uni<Void> changed() {
        return reload().invoke(signals::rulesCommitted);
    }

    /** Reads the tables; an older version than the known one is not believed. */
    private Uni<Void> reload() {
        return store.load().invoke(this::found).replaceWithVoid();
    }

    private void found(Rules read) {
        Rules before = rules.getAndUpdate(known -> read.version() > known.version() ? read : known);
        if (read.version() > before.version()) {
            signals.rulesChanged();
        }
    }
}
