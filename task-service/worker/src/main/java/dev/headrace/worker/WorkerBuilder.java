package dev.headrace.worker;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Describes a worker; every wrong value is refused where it is given. */
public final class WorkerBuilder {
    private static final int MAX_TYPES = 100;
    private static final int MAX_NAME = 128;

    private final URI root;
    private final String key;
    private final Map<String, Handler> handlers = new LinkedHashMap<>();
    private String name = "java";
    private List<String> queues = List.of();
    private int slots = 10;
    private int polls = 4;
    private Duration park = Duration.ofSeconds(20);
    private Duration lease = Duration.ZERO;
    private boolean stream;
    private Duration grace = Duration.ofSeconds(20);
    private WorkerListener listener = new LoggingListener();
    private @Nullable Executor executor;
    private ObjectMapper json = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    WorkerBuilder(String url, String apiKey) {
        this.root = root(url);
        check(
                !apiKey.isBlank() && apiKey.chars().allMatch(c -> c > ' ' && c < 127),
                "apiKey is blank or has characters that no key has");
        this.key = apiKey;
    }

    private static URI root(String url) {
        URI uri = URI.create(url.strip().replaceAll("/+$", ""));
        String scheme = String.valueOf(uri.getScheme());
        check(
                (scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https")) && uri.getHost() != null,
                "url is " + url + "; it must be the gateway's http or https address");
        return uri;
    }

    /** For people who look at the list of workers. Default {@code java}. */
    public WorkerBuilder name(String name) {
        check(!name.isBlank() && name.length() <= MAX_NAME, "name must have from 1 to 128 characters");
        this.name = name;
        return this;
    }

    /** Where to lease from. None means all, the default. */
    public WorkerBuilder queues(String... queues) {
        check(queues.length <= MAX_TYPES, "queues are " + queues.length + "; at most 100 are allowed");
        this.queues = List.of(queues);
        return this;
    }

    /** How many tasks may run at once, from 1 to 10,000. Default 10. */
    public WorkerBuilder slots(int slots) {
        check(slots >= 1 && slots <= 10_000, "slots is " + slots + "; it must be from 1 to 10000");
        this.slots = slots;
        return this;
    }

    /** Most lease calls at the same time, from 1 to 16; how many there are is the server's advice. Default 4. */
    public WorkerBuilder polls(int polls) {
        check(polls >= 1 && polls <= 16, "polls is " + polls + "; it must be from 1 to 16");
        this.polls = polls;
        return this;
    }

    /** How long a lease holds when this worker falls silent, from 1 s to a day. Default: the server's, 30 s. */
    public WorkerBuilder lease(Duration lease) {
        check(
                lease.compareTo(Duration.ofSeconds(1)) >= 0 && lease.compareTo(Duration.ofDays(1)) <= 0,
                "lease is " + lease + "; it must be from 1 s to a day");
        this.lease = lease;
        return this;
    }

    /**
     * Whether tasks come over a stream, a WebSocket, instead of lease calls: for the lowest latency. Where none can be
     * opened, or while it is broken, the worker leases by calls as ever. Default false.
     */
    public WorkerBuilder stream(boolean stream) {
        this.stream = stream;
        return this;
    }

    /** How long handlers may go on when the worker ends; after it they are interrupted. Default 20 s. */
    public WorkerBuilder grace(Duration grace) {
        check(!grace.isNegative(), "grace is negative");
        this.grace = grace;
        return this;
    }

    /** How long a lease call may wait for a task. */
    WorkerBuilder park(Duration park) {
        this.park = park;
        return this;
    }

    /** Runs the handlers. Stays open when the worker ends. Default: a virtual thread for each task. */
    public WorkerBuilder executor(Executor executor) {
        this.executor = executor;
        return this;
    }

    /** Reads payloads and writes outputs. Default: Jackson's, with unknown properties ignored. */
    public WorkerBuilder json(ObjectMapper json) {
        this.json = json;
        return this;
    }

    /** Learns what happens, for metrics and logs. Default: {@link LoggingListener}. */
    public WorkerBuilder listener(WorkerListener listener) {
        this.listener = listener;
        return this;
    }

    /** Runs the tasks of a type. */
    public WorkerBuilder on(String type, Handler handler) {
        check(!type.isBlank(), "a handler's task type is blank");
        check(!handlers.containsKey(type), "there is a handler of " + type + " already");
        check(handlers.size() < MAX_TYPES, "more than 100 task types");
        handlers.put(type, handler);
        return this;
    }

    /**
     * Runs the tasks of every type for which the object has a method with {@link Handles}.
     *
     * @throws IllegalArgumentException naming the method that cannot be a handler, and why
     */
    public WorkerBuilder handlers(Object object) {
        Handlers.of(object).forEach(this::on);
        return this;
    }

    /**
     * Starts the worker and returns at once. Its threads are daemons: the program must stay alive by itself, for example
     * by {@link Worker#join}.
     */
    public Worker start() {
        check(!handlers.isEmpty(), "the worker has no handler");
        Settings settings =
                new Settings(root, key, name, queues, slots, polls, park, lease, stream, grace, handlers, json);
        return new Worker(settings, listener, executor).start();
    }

    /** Starts the worker and stays until it has ended: drained by the server, or by SIGTERM or SIGINT. */
    public void run() throws InterruptedException {
        Worker worker = start();
        Thread hook = new Thread(worker::close, "headrace-shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        worker.join();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The program is ending already.
        }
    }

    private static void check(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
