package dev.headrace.gateway.live;

import dev.headrace.gateway.apikey.KeyChanged;
import dev.headrace.platform.event.CloudEvent;
import dev.headrace.platform.event.TaskEvents;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/** The open WebSockets by tenant, and the events to them. An event of a tenant without any costs one look-up. */
@Singleton
public final class LiveHub {
    private static final Logger LOG = Logger.getLogger(LiveHub.class);

    private final Clock clock;
    private final Map<String, Set<Subscriber>> byTenant = new ConcurrentHashMap<>();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong tooSlow = new AtomicLong();

    public LiveHub(Clock clock) {
        this.clock = clock;
    }

    int open() {
        return open.get();
    }

    /** Clients that were closed because they did not keep up. */
    long tooSlow() {
        return tooSlow.get();
    }

    void countTooSlow() {
        tooSlow.incrementAndGet();
    }

    void add(Subscriber subscriber) {
        open.incrementAndGet();
        byTenant.compute(subscriber.tenant(), (tenant, present) -> {
            Set<Subscriber> all = present == null ? ConcurrentHashMap.newKeySet() : present;
            all.add(subscriber);
            return all;
        });
    }

    void remove(Subscriber subscriber) {
        byTenant.computeIfPresent(subscriber.tenant(), (tenant, all) -> {
            if (all.remove(subscriber)) {
                open.decrementAndGet();
            }
            return all.isEmpty() ? null : all;
        });
    }

    /** Gives an event to everybody of its tenant who may see it and wants it. */
    void publish(CloudEvent event) {
        Collection<Subscriber> subscribers = byTenant.get(event.tenant());
        if (subscribers == null) {
            return;
        }
        try {
            TaskEvents.parse(event)
                    .map(parsed -> LiveEvent.of(event, parsed.task().owner()))
                    .ifPresent(live -> deliver(live, subscribers));
        } catch (IllegalArgumentException e) {
            LOG.debugf(e, "unreadable event skipped event_id=%s", event.id());
        }
    }

    private void deliver(LiveEvent event, Collection<Subscriber> subscribers) {
        long now = clock.millis();
        for (Subscriber subscriber : subscribers) {
            if (subscriber.key().expiresAtMillis() <= now) {
                subscriber.close(Subscriber.KEY_ENDED, "The API key has expired");
            } else {
                subscriber.offer(event);
            }
        }
    }

    void onStop(@Observes ShutdownDelayInitiatedEvent event) {
        byTenant.values()
                .forEach(all -> all.forEach(each -> each.close(Subscriber.GOING_AWAY, "The gateway is stopping")));
    }

    void onKeyChanged(@Observes KeyChanged changed) {
        for (Set<Subscriber> subscribers : byTenant.values()) {
            for (Subscriber subscriber : subscribers) {
                if (subscriber.key().id().equals(changed.keyId())) {
                    subscriber.close(Subscriber.KEY_ENDED, "The API key is no longer valid");
                }
            }
        }
    }
}
