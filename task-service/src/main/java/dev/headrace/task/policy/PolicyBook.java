package dev.headrace.task.policy;

import dev.headrace.task.failure.FailureType;
import dev.headrace.task.model.RetryPolicy;
import dev.headrace.task.signal.Signals;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The operators' policies, as this replica knows them: read when the rules change, whichever replica changed them. */
@Singleton
public class PolicyBook implements Signals.Listener {
    private static final Logger LOG = Logger.getLogger(PolicyBook.class);

    private final PolicyStore store;
    private final Signals signals;
    private volatile Map<String, TenantPolicies> tenants = Map.of();

    PolicyBook(PolicyStore store, Signals signals) {
        this.store = store;
        this.signals = signals;
    }

    void start(@Observes StartupEvent event) {
        signals.listen(this);
    }

    @Override
    public void rulesChanged() {
        // Nobody waits for it; the next change reads everything again.
        reload().subscribe().with(done -> {}, failure -> LOG.warnf("retry policies not read error=%s", failure));
    }

    /** Reads all of them. */
    Uni<Void> reload() {
        return store.load().invoke(read -> tenants = read).replaceWithVoid();
    }

    /** The policy of a failure: the task's own, that of its type, that of the failure, or the default. */
    public Applied resolve(
            String tenant, @Nullable RetryPolicy own, String taskType, FailureType failure, boolean certain) {
        return of(tenant).resolve(own, taskType, failure, certain);
    }

    /** Whether a failure of this type is worth another attempt at all, whatever policy says when. */
    public boolean mayPass(String tenant, FailureType failure) {
        return of(tenant).ofClass(failure).retry();
    }

    TenantPolicies of(String tenant) {
        return tenants.getOrDefault(tenant, TenantPolicies.NONE);
    }
}
