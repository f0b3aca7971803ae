package dev.headrace.e2e.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.e2e.contract.Conformance;
import dev.headrace.e2e.traffic.Api;
import dev.headrace.e2e.witness.TaskTables;
import dev.headrace.local.launch.Service;
import dev.headrace.local.launch.Suite;
import dev.headrace.local.launch.SuiteOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The one suite of this test run, from its packages, with two task services and a new data folder under target. It ends with
 * the JVM.
 */
public final class SharedSuite {
    private static final Path DATA = Path.of("target", "suite");
    private static final SharedSuite INSTANCE = new SharedSuite(start());

    private final Suite suite;
    private final Conformance conformance;

    private SharedSuite(Suite suite) {
        this.suite = suite;
        this.conformance = new Conformance(document());
        Api.watchedBy((url, request, reply) -> {
            if (url.equals(suite.gatewayUrl())) {
                List<String> wrong =
                        conformance.wrong(request.method(), request.uri().getRawPath(), reply.status(), reply.body());
                assertEquals(List.of(), wrong, () -> "not as documented: " + reply);
            }
        });
    }

    private JsonNode document() {
        try {
            return admin().get("/api/v1/openapi.json").expect(200).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the suite's document says. */
    public Conformance conformance() {
        return conformance;
    }

    /** The running suite; starts it at the first call. */
    public static SharedSuite get() {
        return INSTANCE;
    }

    private static Suite start() {
        delete(DATA);
        SuiteOptions options = SuiteOptions.in(DATA)
                .withTaskReplicas(2)
                .withProgress(System.out::println)
                .with(Service.WEBHOOK, "HEADRACE_WEBHOOK_ALLOWED_NETWORKS", "127.0.0.0/8,::1/128")
                .with(Service.TASK, "HEADRACE_PUSH_ALLOWED_NETWORKS", "127.0.0.0/8,::1/128")
                .with(Service.TASK, "HEADRACE_PUSH_LEASE_MS", "3000")
                .with(Service.TASK, "HEADRACE_PUSH_BEAT", "PT0.5S")
                .with(Service.TASK, "HEADRACE_ESCALATION_EVERY", "PT1S")
                // A step of a bulk action whose replica was killed begins again after this: usually 30 s.
                .with(Service.TASK, "HEADRACE_ACTION_LEASE", "PT3S")
                // Tests fail tasks by the dozen on purpose. The one of breakers switches its own on.
                .with(Service.TASK, "HEADRACE_BREAKER_ENABLED", "false")
                // Tests show many wrong credentials from one address on purpose.
                .with(Service.GATEWAY, "HEADRACE_AUTHN_FAILURES", "100000")
                // Usually 0.1 s. One that has just started, beside everything else, takes longer for its first
                // commands.
                .with(Service.CACHE, "HEADRACE_CACHE_REMOTE_TIMEOUT", "PT2S")
                // Usually 20 and 60 s.
                .with(Service.GATEWAY, "HEADRACE_LIVE_HEARTBEAT", "PT2S")
                .with(Service.GATEWAY, "HEADRACE_LIVE_SILENCE", "PT10S")
                // What a killed sender had in hand is sent again after its claim: a test cannot wait for the usual 30
                // s.
                .with(Service.WEBHOOK, "HEADRACE_WEBHOOK_DELIVERY_TIMEOUT", "PT2S")
                .with(Service.WEBHOOK, "HEADRACE_WEBHOOK_DELIVERY_CONNECT_TIMEOUT", "PT1S")
                .with(Service.WEBHOOK, "HEADRACE_WEBHOOK_DELIVERY_LEASE", "PT3S")
                .with(Service.WEBHOOK, "HEADRACE_WEBHOOK_DELIVERY_BACKOFF_BASE", "PT0.5S");
        Suite suite = Suite.started(options);
        Runtime.getRuntime().addShutdownHook(new Thread(suite::close));
        return suite;
    }

    /** To stop, kill and start its parts. */
    public Suite parts() {
        return suite;
    }

    /** The public interface, as the first admin. */
    public Api admin() {
        return new Api(suite.gatewayUrl(), suite.adminKey());
    }

    /** The public interface, as a new tenant of a tier. */
    public Api tenant(String name, String tier) throws IOException {
        ObjectNode wanted = Api.object().put("name", name).put("tenant", name).put("tier", tier);
        wanted.putArray("roles").add("user").add("worker").add("operator");
        String key = admin().post("/api/v1/api-keys", wanted)
                .expect(201)
                .data()
                .path("key")
                .asText();
        return new Api(suite.gatewayUrl(), key);
    }

    /** The task database. */
    public TaskTables tasks() {
        return new TaskTables(() -> suite.postgres().address().connect("headrace_task"));
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
