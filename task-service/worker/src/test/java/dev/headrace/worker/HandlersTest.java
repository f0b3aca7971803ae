package dev.headrace.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HandlersTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Task task(String type, String payload) throws IOException {
        JsonNode leased = JSON.readTree("""
                {"id":"t","lease":1,"type":"%s","created_at":"2026-01-01T00:00:00Z","payload":%s}
                """.formatted(type, payload));
        return new Task(LeasedTask.of(leased), JSON, (task, millis) -> {});
    }

    private static @Nullable Object run(Map<String, Handler> handlers, String type, String payload) throws Exception {
        return Objects.requireNonNull(handlers.get(type)).handle(task(type, payload));
    }

    record Point(int x, int y) {}

    @SuppressWarnings("unused")
    static class Base {
        String last = "";

        @Handles("tree")
        private int tree(JsonNode payload) {
            return payload.size();
        }
    }

    @SuppressWarnings("unused")
    static final class Good extends Base {
        @Handles("point")
        int point(Point point) {
            return point.x() + point.y();
        }

        @Handles("both")
        void both(Task task, List<Point> points) {
            last = task.type() + points.getFirst().x();
        }

        @Handles("thrower")
        static String thrower(Task task) throws IOException {
            throw new IOException("as it was thrown");
        }

        String other() {
            return "";
        }
    }

    @Test
    void methodsTakeThePayloadATaskOrBoth() throws Exception {
        // Given
        Good good = new Good();

        // When
        Map<String, Handler> handlers = Handlers.of(good);

        // Then
        assertEquals(
                List.of("both", "point", "thrower", "tree"),
                handlers.keySet().stream().sorted().toList());
        assertEquals(3, run(handlers, "point", "{\"x\":1,\"y\":2}"));
        assertEquals(2, run(handlers, "tree", "[1,2]"));
        assertNull(run(handlers, "both", "[{\"x\":5,\"y\":0}]"));
        assertEquals("both5", good.last);
        assertThrows(IOException.class, () -> run(handlers, "thrower", "{}"));
        assertThrows(NotRetryable.class, () -> run(handlers, "point", "[]"));
        assertThrows(NotRetryable.class, () -> run(handlers, "point", "null"));
    }

    @SuppressWarnings("unused")
    static final class NoParameter {
        @Handles("a")
        void run() {}
    }

    @SuppressWarnings("unused")
    static final class TooMany {
        @Handles("a")
        void run(Task task, String one, int two) {}
    }

    @SuppressWarnings("unused")
    static final class Generic {
        @Handles("a")
        <T> void run(T payload) {}
    }

    @SuppressWarnings("unused")
    static final class Twice {
        @Handles("a")
        void one(Task task) {}

        @Handles("a")
        void two(Task task) {}
    }

    static final class Nothing {}

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            NoParameter | NoParameter.run() takes 0 parameters; a handler takes the payload, a Task, or both
            TooMany     | TooMany.run(Task, String, int) takes 3 parameters
            Generic     | Generic.run(Object) has type parameters
            Twice       | (Task) is the second handler of a in this class
            Nothing     | Nothing has no method with @Handles
            """)
    void aWrongMethodIsNamedWithWhatIsWrong(String name, String told) throws ReflectiveOperationException {
        // Given
        Object object = Class.forName(HandlersTest.class.getName() + "$" + name)
                .getDeclaredConstructor()
                .newInstance();

        // When
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> Handlers.of(object))
                .getMessage());

        // Then
        assertTrue(message.contains(told), message);
    }
}
