package dev.headrace.gateway.live;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.Violations;
import org.jspecify.annotations.Nullable;

/** Answers the messages of one client. */
final class Talk {
    private final Subscriber subscriber;
    private final LiveHub hub;
    private final Intake intake;
    private final int most;

    /** @param most subscriptions at a time */
    Talk(Subscriber subscriber, LiveHub hub, Intake intake, int most) {
        this.subscriber = subscriber;
        this.hub = hub;
        this.intake = intake;
        this.most = most;
    }

    /** Does what a message asks for, and answers it. False if it made no sense. */
    boolean hear(String text) {
        JsonNode message;
        try {
            message = Command.read(text);
        } catch (ApiException e) {
            refuse(null, null, e);
            return false;
        }
        String ref = Command.text(message, "ref");
        try {
            act(Command.of(message, subscriber.identity()), ref);
            return true;
        } catch (ApiException e) {
            refuse(ref, Command.text(message, "id"), e);
            return false;
        }
    }

    private void refuse(@Nullable String ref, @Nullable String id, ApiException problem) {
        subscriber.send(new Told.Refused(ref, id, problem).message());
    }

    private void act(Command command, @Nullable String ref) {
        switch (command) {
            case Command.Subscribe subscribe -> subscribe(subscribe, ref);
            case Command.Unsubscribe(String id) -> unsubscribe(id, ref);
            case Command.Ping() -> subscriber.send(new Told.Pong(ref).message());
        }
    }

    /** @throws ApiException if there are as many as there may be */
    void subscribe(Command.Subscribe wanted, @Nullable String ref) {
        new Violations()
                .check(
                        hub.mayAdd(subscriber, wanted.id(), most),
                        "id",
                        "TOO_MANY",
                        "is the name of one subscription more than the " + most + " that a WebSocket may have")
                .orThrow();
        intake.add(new Subscription(wanted.id(), ref, wanted.filter(), subscriber), wanted.from());
    }

    private void unsubscribe(String id, @Nullable String ref) {
        if (!hub.unsubscribe(subscriber, id)) {
            throw new Violations().known("id", id, hub.names(subscriber)).asException();
        }
        subscriber.send(new Told.Unsubscribed(id, ref).message());
    }
}
