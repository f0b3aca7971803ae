package dev.headrace.task.queue;

import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.task.lease.Dispatcher;
import dev.headrace.task.rule.QueueName;
import dev.headrace.task.rule.RuleBook;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * The queues of a tenant: those for which something was set, and those that have tasks. What is set counts on this replica
 * before the caller is answered, on the others with their next pulse.
 */
@Singleton
class Queues {
    private final QueueStore store;
    private final CensusTaker census;
    private final Dispatcher dispatcher;
    private final RuleBook rules;
    private final QueueConfig config;

    Queues(QueueStore store, CensusTaker census, Dispatcher dispatcher, RuleBook rules, QueueConfig config) {
        this.store = store;
        this.census = census;
        this.dispatcher = dispatcher;
        this.rules = rules;
        this.config = config;
    }

    /** Sets everything. Fails with CONFLICT if the tenant has set up too many queues. */
    Uni<QueueSettings> put(String tenant, QueueSettings settings) {
        return store.put(tenant, settings, config.maxPerTenant()).chain(this::changed);
    }

    /** Pauses or resumes. Fails with CONFLICT if the tenant has set up too many queues. */
    Uni<QueueSettings> pause(String tenant, String name, boolean paused) {
        return store.pause(tenant, name, paused, config.maxPerTenant()).chain(this::changed);
    }

    private Uni<QueueSettings> changed(Optional<QueueSettings> written) {
        QueueSettings settings = written.orElseThrow(() -> new ApiException(
                ErrorCode.CONFLICT,
                "The tenant has set up " + config.maxPerTenant()
                        + " queues, which is the most; delete the settings of one with DELETE /api/v1/queues/{name}"));
        return rules.changed().replaceWith(settings);
    }

    /** Forgets what was set: the queue is neither paused nor limited. Fails with QUEUE_NOT_FOUND if nothing was. */
    Uni<Void> delete(String tenant, String name) {
        return store.delete(tenant, name).chain(deleted -> {
            if (!deleted) {
                throw unknown(name);
            }
            return rules.changed();
        });
    }

    /** Fails with QUEUE_NOT_FOUND if nothing was set for it and no task is in it. */
    Uni<QueueSettings> find(String tenant, String name) {
        return store.find(tenant, name)
                .chain(found -> found.isPresent()
                        ? Uni.createFrom().item(found.get())
                        : census.census().map(now -> occupied(now, tenant, name)));
    }

    private static QueueSettings occupied(Census now, String tenant, String name) {
        if (now.of(new QueueName(tenant, name)).isEmpty()) {
            throw unknown(name);
        }
        return QueueSettings.unset(name);
    }

    /** By name. */
    Uni<List<QueueSettings>> all(String tenant) {
        return everything(tenant, (now, queues) -> List.copyOf(queues.values()));
    }

    Uni<List<QueueStats>> stats(String tenant) {
        return everything(
                tenant,
                (now, queues) -> queues.values().stream()
                        .map(queue -> stats(tenant, queue, now))
                        .toList());
    }

    Uni<QueueStats> stats(String tenant, String name) {
        return find(tenant, name).chain(queue -> census.census().map(now -> stats(tenant, queue, now)));
    }

    private QueueStats stats(String tenant, QueueSettings queue, Census now) {
        return QueueStats.of(
                queue,
                now.of(new QueueName(tenant, queue.name())),
                dispatcher.parked(tenant, queue.name()),
                now.takenAt());
    }

    private <T> Uni<T> everything(String tenant, BiFunction<Census, Map<String, QueueSettings>, T> then) {
        return store.all(tenant).chain(set -> census.census().map(now -> then.apply(now, merged(tenant, set, now))));
    }

    private static Map<String, QueueSettings> merged(String tenant, List<QueueSettings> set, Census now) {
        Map<String, QueueSettings> queues = new TreeMap<>();
        now.names(tenant).forEach(name -> queues.put(name, QueueSettings.unset(name)));
        set.forEach(queue -> queues.put(queue.name(), queue));
        return queues;
    }

    private static ApiException unknown(String name) {
        return new ApiException(
                ErrorCode.QUEUE_NOT_FOUND,
                "Nothing is set for a queue " + (name.length() > 128 ? "of this name" : name)
                        + " and no task is in it");
    }
}
