package dev.headrace.e2e.check;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known of one experiment, from every side.
 *
 * @param accepted ids that were answered with 202, with the final state that the task's payload leads to
 * @param unanswered submit calls whose answer was lost: as many more tasks may exist
 * @param stored what the task database holds, by id
 * @param events what Kafka holds, in the order of its partitions, with repeats
 * @param answers what workers were told about their outcomes
 * @param deliveries what the webhook receiver got
 * @param subscribed event types that the receiver subscribed to
 * @param counted what analytics says, by kind of event ("succeeded" …)
 */
public record Evidence(
        Map<String, String> accepted,
        int unanswered,
        Map<String, Stored> stored,
        List<Event> events,
        List<Answer> answers,
        List<Delivery> deliveries,
        Set<String> subscribed,
        Map<String, Long> counted) {

    public Evidence {
        accepted = Map.copyOf(accepted);
        stored = Map.copyOf(stored);
        events = List.copyOf(events);
        answers = List.copyOf(answers);
        deliveries = List.copyOf(deliveries);
        subscribed = Set.copyOf(subscribed);
        counted = Map.copyOf(counted);
    }

    /** A task in the database, with every attempt that has ended. */
    public record Stored(String id, String state, List<Ended> attempts) {
        public Stored {
            attempts = List.copyOf(attempts);
        }
    }

    /** An attempt that has ended. */
    public record Ended(long lease, String outcome, String stateAfter) {}

    /**
     * An event.
     *
     * @param id the CloudEvents id
     * @param type without "dev.headrace.", such as task.started
     * @param state of the task after it
     * @param lease absent where the event has none
     */
    public record Event(
            String id,
            String type,
            String taskId,
            String state,
            @Nullable Long lease) {}

    /**
     * What a worker sent and was told.
     *
     * @param result succeeded, failed, released
     * @param status accepted, stale, unknown, invalid
     * @param repeated whether an earlier answer to the same outcome may have been lost on the way
     */
    public record Answer(String taskId, long lease, String result, String status, boolean repeated) {}

    /**
     * A webhook.
     *
     * @param id the webhook-id
     * @param genuine whether the reference library accepts its signature
     */
    public record Delivery(String id, String type, String taskId, boolean genuine) {}
}
