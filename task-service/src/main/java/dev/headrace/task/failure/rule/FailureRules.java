package dev.headrace.task.failure.rule;

import dev.headrace.task.failure.OperatorRule;
import dev.headrace.task.signal.Signals;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/** The operators' rules, as this replica knows them: read when the rules change, whichever replica changed them. */
@Singleton
public class FailureRules implements Signals.Listener {
    private static final Logger LOG = Logger.getLogger(FailureRules.class);

    private final FailureRuleStore store;
    private final Signals signals;
    private volatile Map<String, List<OperatorRule>> tenants = Map.of();

    FailureRules(FailureRuleStore store, Signals signals) {
        this.store = store;
        this.signals = signals;
    }

    void start(@Observes StartupEvent event) {
        signals.listen(this);
    }

    @Override
    public void rulesChanged() {
        // Nobody waits for it; the next change reads everything again.
        reload().subscribe().with(done -> {}, failure -> LOG.warnf("failure rules not read error=%s", failure));
    }

    /** Reads all of them. */
    Uni<Void> reload() {
        return store.load().invoke(read -> tenants = read).replaceWithVoid();
    }

    /** A tenant's rules, in the order in which they are asked. */
    public List<OperatorRule> of(String tenant) {
        return tenants.getOrDefault(tenant, List.of());
    }
}
