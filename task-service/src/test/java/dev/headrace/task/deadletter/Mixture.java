package dev.headrace.task.deadletter;

import java.util.Map;
import java.util.Random;
import java.util.UUID;

/**
 * Failures of three causes as three languages print them, none like another: numbers, ids, paths, addresses and times differ, and so
 * do lines of code.
 */
final class Mixture {
    private final Random random = new Random(20_261_122);

    Map<String, Object> next() {
        return switch (random.nextInt(10)) {
            case 0, 1, 2, 3, 4 -> java();
            case 5, 6, 7 -> python();
            default -> node();
        };
    }

    private Map<String, Object> java() {
        String message = "Connection to 10.0.%d.%d:5432 refused after %d ms while loading order %s"
                .formatted(number(256), number(256), number(30_000), UUID.randomUUID());
        String stack = """
                org.postgresql.util.PSQLException: %s
                \tat org.postgresql.core.v3.ConnectionFactoryImpl.openConnectionImpl(ConnectionFactoryImpl.java:%d)
                \tat org.postgresql.Driver.connect(Driver.java:%d)
                \tat shop.orders.Orders.load(Orders.java:%d)
                \tat shop.Main.lambda$main$%d(Main.java:%d)
                """.formatted(message, number(400), number(400), number(99), number(9), number(99));
        return fault("org.postgresql.util.PSQLException", message, stack);
    }

    private Map<String, Object> python() {
        String path = "/var/spool/%s/invoice-%d.pdf".formatted(UUID.randomUUID(), number(1_000_000));
        String message = "[Errno 28] No space left on device: '%s'".formatted(path);
        String stack = """
                Traceback (most recent call last):
                  File "/srv/release-%d/worker.py", line %d, in run
                    render(task)
                  File "/srv/release-%d/invoice.py", line %d, in render
                    out.write(page)
                OSError: %s
                """.formatted(number(90), number(200), number(90), number(200), message);
        return fault("OSError", message, stack);
    }

    private Map<String, Object> node() {
        String message = "Request failed for customer-%d@example.com: 401 from https://api.example.com/v1/users/%d?t=%d"
                .formatted(number(100_000), number(100_000), System.nanoTime());
        String stack = """
                AxiosError: %s
                    at settle (/app/node_modules/axios/lib/core/settle.js:%d:%d)
                    at IncomingMessage.handleStreamEnd (/app/node_modules/axios/lib/adapters/http.js:%d:%d)
                    at process.processTicksAndRejections (node:internal/process/task_queues:%d:5)
                """.formatted(message, number(90), number(30), number(900), number(30), number(99));
        return fault("AxiosError", message, stack);
    }

    private int number(int below) {
        return 1 + random.nextInt(below - 1);
    }

    private static Map<String, Object> fault(String type, String message, String stack) {
        return Map.of("type", type, "message", message, "stack", stack, "retryable", false);
    }
}
