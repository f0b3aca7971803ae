package dev.headrace.gateway.live;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.api.FieldError;
import dev.headrace.platform.api.JsonBytes;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The messages to clients that are no events. */
sealed interface Told {
    String type();

    default Message message() {
        return Message.of(this);
    }

    /** The first one. */
    record Hello(String type, long heartbeatMs, @Nullable Instant expiresAt, int subscriptions, int messagesPerSecond)
            implements Told {
        Hello(long heartbeatMs, @Nullable Instant expiresAt, int subscriptions, int messagesPerSecond) {
            this("hello", heartbeatMs, expiresAt, subscriptions, messagesPerSecond);
        }
    }

    /** @param lastEventId from where on nothing is missed; absent while what was missed is being found */
    record Subscribed(
            String type,
            String id,
            @Nullable String ref,
            LiveFilter filter,
            @Nullable String lastEventId) implements Told {
        Subscribed(String id, @Nullable String ref, LiveFilter filter, @Nullable String lastEventId) {
            this("subscribed", id, ref, filter, lastEventId);
        }
    }

    record Unsubscribed(String type, String id, @Nullable String ref) implements Told {
        Unsubscribed(String id, @Nullable String ref) {
            this("unsubscribed", id, ref);
        }
    }

    /** What was missed has been sent; from here on events come as they happen. */
    record Live(String type, String id, String lastEventId) implements Told {
        Live(String id, String lastEventId) {
            this("live", id, lastEventId);
        }
    }

    /** Events are missing. */
    record Gap(String type, String id, Why reason, String detail, String lastEventId) implements Told {
        Gap(String id, Why reason, String lastEventId) {
            this("gap", id, reason, reason.detail, lastEventId);
        }
    }

    enum Why {
        TOO_MANY("More happened since then than is read again: look at the present state over HTTP"),
        NOT_KEPT("What happened then is not kept any more: look at the present state over HTTP"),
        OTHER_LOG("This id is of another log of events: look at the present state over HTTP"),
        UNAVAILABLE("What happened since cannot be read at the moment: look at the present state over HTTP");

        private final String detail;

        Why(String detail) {
            this.detail = detail;
        }
    }

    record Heartbeat(String type, @Nullable String lastEventId) implements Told {
        Heartbeat(@Nullable String lastEventId) {
            this("heartbeat", lastEventId);
        }
    }

    record Pong(String type, @Nullable String ref) implements Told {
        Pong(@Nullable String ref) {
            this("pong", ref);
        }
    }

    /** @param reconnectInMs when to come again, spread so that not all come at once; absent if it would not help */
    record Closing(
            String type,
            int code,
            String reason,
            @Nullable String lastEventId,
            @Nullable Long reconnectInMs) implements Told {
        Closing(Ending ending, @Nullable String lastEventId, @Nullable Long reconnectInMs) {
            this("closing", ending.code(), ending.reason(), lastEventId, reconnectInMs);
        }
    }

    /**
     * A message that changed nothing.
     *
     * @param ref of that message
     * @param id the subscription that it was about
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Refused(
            String type,
            @Nullable String ref,
            @Nullable String id,
            ErrorCode code,
            String detail,
            List<FieldError> errors)
            implements Told {
        Refused(@Nullable String ref, @Nullable String id, ApiException problem) {
            this("error", ref, id, problem.code(), problem.detail(), problem.errors());
        }
    }

    /** The beginning of an event's message to a client, up to its last event id. */
    static byte[] head(Collection<Subscription> subscriptions) {
        String ids = subscriptions.stream()
                .map(each -> JsonBytes.text(each.id()))
                .collect(Collectors.joining(",", "[", "]"));
        return ("{\"type\":\"event\",\"subscriptions\":" + ids + ",\"id\":\"").getBytes(US_ASCII);
    }
}
