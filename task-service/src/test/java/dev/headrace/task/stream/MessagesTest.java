package dev.headrace.task.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headrace.platform.api.FieldError;
import dev.headrace.platform.api.JsonBytes;
import dev.headrace.platform.contract.Messages;
import dev.headrace.task.lease.LeasedTask;
import dev.headrace.task.outcome.Answer;
import dev.headrace.task.outcome.Outcome;
import dev.headrace.task.worker.Heartbeat;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The messages of a stream are as docs/contracts says, each of them. */
class MessagesTest {
    private final Messages messages = Messages.read();
    private final ObjectMapper mapper = JsonBytes.mapper();

    private static Class<?> named(Class<?> all, String type) {
        return types(all).stream()
                .filter(each -> each.name().equals(type))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no message " + type))
                .value();
    }

    private static Set<JsonSubTypes.Type> types(Class<?> all) {
        return Set.copyOf(Arrays.asList(
                Objects.requireNonNull(all.getAnnotation(JsonSubTypes.class)).value()));
    }

    private static Set<String> names(Class<?> all) {
        return types(all).stream().map(JsonSubTypes.Type::name).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void whatAWorkerSaysIsUnderstood() {
        assertEquals(names(Incoming.class), messages.types("hearWorkers"));

        messages.of("hearWorkers").forEach(shown -> {
            Messages.assertFields(shown.payload(), named(Incoming.class, shown.type()));
            shown.examples()
                    .forEach(example -> assertEquals(
                            named(Incoming.class, shown.type()),
                            Incoming.read(example.toString().getBytes(UTF_8)).getClass()));
        });
        Messages.assertFields(messages.schema("outcome"), Outcome.class);
        Messages.assertFields(messages.schema("outcome").at("/properties/error"), Outcome.Fault.class);
        Messages.assertFields(messages.schema("heldLease"), Heartbeat.Lease.class);
    }

    @Test
    void whatAWorkerIsToldIsAsShown() throws JsonProcessingException {
        Set<String> types = names(Outgoing.class);
        types.add("tasks");
        assertEquals(types, messages.types("tellWorkers"));

        for (Messages.Shown shown : messages.of("tellWorkers")) {
            if (!shown.type().equals("tasks")) {
                Messages.assertWritten(shown.payload(), named(Outgoing.class, shown.type()));
                for (JsonNode example : shown.examples()) {
                    Outgoing read = mapper.treeToValue(example, Outgoing.class);
                    assertEquals(example, mapper.readTree(read.text()));
                }
            }
        }
        Messages.assertWritten(messages.schema("leasedTask"), LeasedTask.class);
        Messages.assertWritten(messages.schema("outcomeAnswer"), Answer.class);
        Messages.assertWritten(messages.schema("fieldError"), FieldError.class);
    }
}
