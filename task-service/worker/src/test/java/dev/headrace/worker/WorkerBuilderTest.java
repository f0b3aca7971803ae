package dev.headrace.worker;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class WorkerBuilderTest {
    private static WorkerBuilder builder() {
        return Worker.connect("https://headrace.example.com/", "sk_x").on("a", task -> null);
    }

    private static void refuses(String told, Executable call) {
        String message = String.valueOf(
                assertThrows(IllegalArgumentException.class, call).getMessage());
        assertTrue(message.contains(told), message);
    }

    @Test
    void whatCannotBeRightIsRefusedWhereItIsGiven() {
        refuses("http or https", () -> Worker.connect("headrace.example.com", "sk_x"));
        refuses("apiKey", () -> Worker.connect("http://localhost", " "));
        refuses("apiKey", () -> Worker.connect("http://localhost", "sk_x\r\nX-Evil: 1"));
        refuses("slots is 0", () -> builder().slots(0));
        refuses("polls is 17", () -> builder().polls(17));
        refuses("lease is PT0.5S", () -> builder().lease(Duration.ofMillis(500)));
        refuses("grace", () -> builder().grace(Duration.ofSeconds(-1)));
        refuses("name", () -> builder().name(" "));
        refuses("handler of a already", () -> builder().on("a", task -> null));
        refuses("blank", () -> builder().on(" ", task -> null));
        refuses("no handler", () -> Worker.connect("http://localhost", "sk_x").start());
    }
}
