package dev.headrace.gateway.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.platform.api.JsonBytes;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Role;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** A client without a wire: it hears what would be written when it is asked for. */
final class Heard implements Subscriber.Connection {
    private final Backlog backlog;
    private final Subscriber subscriber;
    private boolean slow;

    Heard(String tenant, String subject, Role role, int room) {
        this(new Identity(tenant, subject, Set.of(role), "free", Set.of()), room);
    }

    Heard(Identity identity, int room) {
        this.backlog =
                new Backlog(new Backlog.Bounds(room, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, new AtomicLong()));
        this.subscriber = new Subscriber(identity, backlog, this);
    }

    Subscriber subscriber() {
        return subscriber;
    }

    boolean wasTooSlow() {
        return slow;
    }

    /** A subscription of this client, in effect. */
    Subscription wants(String id, LiveFilter filter) {
        LiveFilter read = filter.of(subscriber.identity(), new dev.headrace.platform.api.Violations());
        return new Subscription(id, null, read, subscriber);
    }

    /** Everything that waits. */
    List<JsonNode> all() {
        List<JsonNode> messages = new ArrayList<>();
        for (Message next = backlog.poll(); next != null; next = backlog.poll()) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.writeBytes(next.head());
            bytes.writeBytes(next.id());
            bytes.writeBytes(next.rest());
            messages.add(JsonBytes.tree(bytes.toString(UTF_8).getBytes(UTF_8)));
        }
        subscriber.drained();
        return messages;
    }

    /** Ids of the events that wait. */
    List<String> events() {
        return events(all());
    }

    static List<String> events(List<JsonNode> messages) {
        return messages.stream()
                .filter(each -> each.get("type").asText().equals("event"))
                .map(each -> each.at("/event/id").asText())
                .toList();
    }

    @Override
    public void ready() {}

    @Override
    public void tooSlow() {
        slow = true;
    }
}
