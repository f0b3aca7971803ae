package dev.headrace.local.engine;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** Asks a Kafka server for its nodes. */
final class KafkaProbe {

    private KafkaProbe() {}

    static void ask(String bootstrapServers) throws Exception {
        listens(bootstrapServers);
        Map<String, Object> config = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                5_000,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                5_000);
        try (Admin admin = Admin.create(config)) {
            if (admin.describeCluster().nodes().get(5, TimeUnit.SECONDS).isEmpty()) {
                throw new IllegalStateException("no broker is registered yet");
            }
        }
    }

    /** A cheap first question: an admin client is a thread and a lot of retries. */
    private static void listens(String bootstrapServers) throws Exception {
        int colon = bootstrapServers.lastIndexOf(':');
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(
                            bootstrapServers.substring(0, colon),
                            Integer.parseInt(bootstrapServers.substring(colon + 1))),
                    1_000);
        }
    }
}
