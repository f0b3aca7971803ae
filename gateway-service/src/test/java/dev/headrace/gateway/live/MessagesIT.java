package dev.headrace.gateway.live;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headrace.gateway.fixture.RunningGateway;
import dev.headrace.platform.api.JsonBytes;
import dev.headrace.platform.event.CloudEvent;
import dev.headrace.platform.event.TaskEvent;
import dev.headrace.platform.event.TaskEvents;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Role;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The messages that the OpenAPI document shows for the WebSocket: each is understood, each is one that is sent, none is forgotten. */
@QuarkusTest
@Timeout(60)
class MessagesIT extends RunningGateway {
    private static final Identity CALLER = new Identity("acme", "s", Set.of(Role.USER), "free", Set.of());

    private final ObjectMapper mapper = JsonBytes.mapper();

    private static JsonNode shown(String direction) {
        return json(get(adminKey(), "/api/v1/openapi.json"))
                .at("/paths/~1ws/get/x-headrace-messages")
                .path(direction);
    }

    @Test
    void everyMessageToTheGatewayIsUnderstood() {
        Set<String> types = new HashSet<>();

        for (JsonNode message : shown("to-gateway")) {
            Command.of(message, CALLER);
            types.add(message.path("type").asText());
        }

        assertEquals(Set.copyOf(Command.TYPES), types);
    }

    @Test
    void everyMessageFromTheGatewayIsAsItSendsThem() throws JsonProcessingException {
        Set<String> types = new HashSet<>();

        for (JsonNode message : shown("from-gateway")) {
            String type = message.path("type").asText();
            types.add(type);
            if (type.equals("event")) {
                isAnEvent(message);
            } else {
                // Unknown fields end the reading, and what is written again has all that is shown.
                Told read = mapper.treeToValue(message, told(type));
                assertEquals(message, mapper.readTree(JsonBytes.text(read)));
            }
        }

        Set<String> all = Arrays.stream(Told.class.getPermittedSubclasses())
                .map(MessagesIT::type)
                .collect(Collectors.toSet());
        all.add("event");
        assertEquals(all, types);
    }

    private void isAnEvent(JsonNode message) {
        assertEquals(List.of("type", "subscriptions", "id", "event"), names(message));
        Position.parse(message.path("id").asText());
        JsonNode shown = message.path("event");
        assertEquals(List.of("id", "type", "time", "subject", "tenant", "data"), names(shown));
        CloudEvent event = new CloudEvent(
                shown.path("id").asText(),
                TaskEvent.PREFIX + shown.path("type").asText(),
                "/headrace/task-service",
                Instant.parse(shown.path("time").asText()),
                shown.path("subject").asText(),
                shown.path("tenant").asText(),
                shown.path("data").toString());
        assertEquals(
                shown.path("data"),
                JsonBytes.tree(JsonBytes.write(TaskEvents.parse(event).orElseThrow())));
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
