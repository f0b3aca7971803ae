package dev.headrace.worker;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How a worker works.
 *
 * @param root the gateway's address
 * @param queues empty means all
 * @param polls most lease calls at the same time
 * @param park how long a lease call may park
 * @param lease how long a lease holds without a heartbeat; zero leaves it to the server
 * @param stream whether tasks come over a stream where one can be opened
 * @param grace how long handlers may go on when the worker is closed
 */
record Settings(
        URI root,
        String key,
        String name,
        List<String> queues,
        int slots,
        int polls,
        Duration park,
        Duration lease,
        boolean stream,
        Duration grace,
        Map<String, Handler> handlers,
        ObjectMapper json) {

    Settings {
        queues = List.copyOf(queues);
        handlers = Map.copyOf(handlers);
    }
}
