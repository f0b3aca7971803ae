package dev.headrace.webhook.fanout;

import dev.headrace.platform.event.CloudEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Reads {@code headrace.tasks} in batches. A batch's offsets are committed after its deliveries are in the database (at
 * least once; what comes again is recognised by its event id). While the database is away the batch is tried again.
 */
@ApplicationScoped
public class EventConsumer {
    private static final Logger LOG = Logger.getLogger(EventConsumer.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(200);
    private static final Duration LAST_RETRY = Duration.ofSeconds(5);

    private final Fanout fanout;
    private final DeadLetters deadLetters;
    private final FanoutMetrics metrics;

    public EventConsumer(Fanout fanout, DeadLetters deadLetters, FanoutMetrics metrics) {
        this.fanout = fanout;
        this.deadLetters = deadLetters;
        this.metrics = metrics;
    }

    @Incoming("tasks")
    Uni<Void> consume(ConsumerRecords<String, byte[]> records) {
        List<Notice> notices = new ArrayList<>(records.count());
        List<ConsumerRecord<String, byte[]>> unreadable = new ArrayList<>(0);
        for (ConsumerRecord<String, byte[]> record : records) {
            try {
                notices.add(Notice.of(CloudEvent.of(record)));
            } catch (IllegalArgumentException e) {
                LOG.warnf(
                        "event not readable partition=%d offset=%d error=%s",
                        record.partition(), record.offset(), e.getMessage());
                unreadable.add(record);
            }
        }
        metrics.read(notices.size(), unreadable.size());
        return stubborn(deadLetters.write(unreadable)).chain(() -> stubborn(spread(notices)));
    }

    private Uni<Void> spread(List<Notice> notices) {
        return Uni.createFrom().deferred(() -> fanout.spread(notices));
    }

    private static Uni<Void> stubborn(Uni<Void> step) {
        return step.onFailure()
                .invoke(failure -> LOG.warnf("events wait error=%s", failure.getMessage()))
                .onFailure()
                .retry()
                .withBackOff(FIRST_RETRY, LAST_RETRY)
                .indefinitely();
    }
}
