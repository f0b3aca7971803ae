package dev.headrace.task.submit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.headrace.platform.identity.Identity;
import dev.headrace.task.store.TaskTransactions;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Notes the tier of each tenant that submits: its share where workers serve several. */
@Singleton
class Tenants {
    private static final Logger LOG = Logger.getLogger(Tenants.class);
    private static final int MOST = 100_000;

    private static final String NOTE = """
            INSERT INTO tenant (name, tier) VALUES ($1, $2)
            ON CONFLICT (name) DO UPDATE SET tier = excluded.tier WHERE tenant.tier <> excluded.tier
            """;

    private final TaskTransactions transactions;
    private final Cache<String, String> tiers =
            Caffeine.newBuilder().maximumSize(MOST).build();

    Tenants(TaskTransactions transactions) {
        this.transactions = transactions;
    }

    /** Writes what is new; nobody waits for it, and the next submit tries again what failed. */
    void saw(Identity caller) {
        if (caller.tier().equals(tiers.getIfPresent(caller.tenant()))) {
            return;
        }
        tiers.put(caller.tenant(), caller.tier());
        transactions
                .query(NOTE, Tuple.of(caller.tenant(), caller.tier()), rows -> rows.rowCount())
                .subscribe()
                .with(noted -> {}, failure -> failed(caller, failure));
    }

    private void failed(Identity caller, Throwable failure) {
        tiers.invalidate(caller.tenant());
        LOG.warnf("tier not noted tenant=%s error=%s", caller.tenant(), failure);
    }
}
