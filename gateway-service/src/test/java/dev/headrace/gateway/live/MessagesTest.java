package dev.headrace.gateway.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headrace.platform.api.JsonBytes;
import dev.headrace.platform.contract.Messages;
import dev.headrace.platform.event.CloudEvent;
import dev.headrace.platform.event.TaskEvent;
import dev.headrace.platform.event.TaskEvents;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Role;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The messages of the WebSocket in docs/contracts: each is understood, each is one that is sent, none is forgotten. */
class MessagesTest {
    private static final Identity CALLER = new Identity("acme", "s", Set.of(Role.USER), "free", Set.of());

    private final Messages messages = Messages.read();
    private final ObjectMapper mapper = JsonBytes.mapper();

    @ParameterizedTest
    @ValueSource(strings = {"hearLiveClients", "hearTaskWatchers", "hearBatchWatchers"})
    void everyMessageToTheGatewayIsUnderstood(String operation) {
        for (Messages.Shown shown : messages.of(operation)) {
            shown.examples().forEach(example -> Command.of(example, CALLER));
            Messages.assertFields(
                    shown.payload(), shown.type().equals("subscribe") ? Command.Wire.class : Command.Plain.class);
        }
        Messages.assertFields(messages.schema("filter"), LiveFilter.class);
        assertEquals(Set.copyOf(Command.TYPES), messages.types(operation));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tellLiveClients", "tellTaskWatchers", "tellBatchWatchers"})
    void everyMessageFromTheGatewayIsAsItSendsThem(String operation) throws JsonProcessingException {
        for (Messages.Shown shown : messages.of(operation)) {
            if (!shown.type().equals("event")) {
                Class<? extends Told> told = told(shown.type());
                // An empty list is not written.
                Messages.assertWritten(shown.payload(), told, "errors");
                for (JsonNode example : shown.examples()) {
                    // Unknown fields end the reading, and what is written again has all that is shown.
                    assertEquals(example, mapper.readTree(JsonBytes.text(mapper.treeToValue(example, told))));
                }
            }
        }
        Set<String> all = Arrays.stream(Told.class.getPermittedSubclasses())
                .map(MessagesTest::type)
                .collect(Collectors.toSet());
        all.add("event");
        assertEquals(all, messages.types(operation));
    }

    @Test
    void anEventIsAsItIsSent() throws JsonProcessingException {
        // Given
        Messages.Shown shown = messages.of("tellLiveClients").stream()
                .filter(each -> each.type().equals("event"))
                .findFirst()
                .orElseThrow();
        JsonNode example = shown.examples().getFirst();
        JsonNode event = example.path("event");
        String data = event.path("data").toString();
        CloudEvent sent = new CloudEvent(
                event.path("id").asText(),
                TaskEvent.PREFIX + event.path("type").asText(),
                "/headrace/task-service",
                Instant.parse(event.path("time").asText()),
                event.path("subject").asText(),
                event.path("tenant").asText(),
                data);

        // When
        LiveEvent live = LiveEvent.of(RecordOf.event(0, 1, sent));
        String text = "{\"type\":\"event\",\"subscriptions\":[\"images\"],\"id\":\""
                + example.path("id").asText() + new String(live.rest(), UTF_8);

        // Then
        assertEquals(example, mapper.readTree(text));
        Position.parse(example.path("id").asText());
        assertEquals(names(example), names(shown.payload().path("properties")));
        assertEquals(names(event), names(shown.payload().at("/properties/event/properties")));
        assertEquals(
                event.path("data"),
                JsonBytes.tree(JsonBytes.write(TaskEvents.parse(sent).orElseThrow())));
    }

    private static List<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).toList();
    }

    private static String type(Class<?> told) {
        return told == Told.Refused.class ? "error" : told.getSimpleName().toLowerCase(Locale.ROOT);
    }

    private static Class<? extends Told> told(String type) {
        return Arrays.stream(Told.class.getPermittedSubclasses())
                .filter(each -> type(each).equals(type))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing is sent of the type " + type))
                .asSubclass(Told.class);
    }
}
