package dev.headrace.local.engine;

import java.util.List;
import java.util.Map;

/** The embedded engines' versions, from their projects' images. */
final class ContainerEngines implements Engines {

    @Override
    public PostgresEngine postgres() {
        return new Postgres();
    }

    @Override
    public RedisEngine redis() {
        return new Redis();
    }

    @Override
    public KafkaEngine kafka() {
        return new Kafka();
    }

    private static final class Postgres extends ContainerEngine implements PostgresEngine {

        private final PostgresAddress address = new PostgresAddress("127.0.0.1", port(), "headrace", "headrace");

        Postgres() {
            super("postgres", "postgres:18", 5432);
        }

        @Override
        public PostgresAddress address() {
            return address;
        }

        @Override
        Map<String, String> environment() {
            return Map.of("POSTGRES_USER", address.username(), "POSTGRES_PASSWORD", address.password());
        }

        @Override
        List<String> command() {
            return List.of(
                    "postgres", "-c", "max_connections=200", "-c", "shared_preload_libraries=pg_stat_statements");
        }

        @Override
        void ask() throws Exception {
            address.connect("postgres").close();
        }
    }

    private static final class Redis extends ContainerEngine implements RedisEngine {

        Redis() {
            super("redis", "redis:7.0.15", 6379);
        }

        @Override
        Map<String, String> environment() {
            return Map.of();
        }

        @Override
        List<String> command() {
            return List.of("redis-server", "--save", "", "--appendonly", "no");
        }

        @Override
        void ask() throws Exception {
            RedisProbe.ask(port());
        }
    }

    private static final class Kafka extends ContainerEngine implements KafkaEngine {

        Kafka() {
            super("kafka", "apache/kafka:4.2.1", 9092);
        }

        @Override
        Map<String, String> environment() {
            return Map.ofEntries(
                    Map.entry("KAFKA_NODE_ID", "1"),
                    Map.entry("KAFKA_PROCESS_ROLES", "broker,controller"),
                    Map.entry("KAFKA_CONTROLLER_QUORUM_VOTERS", "1@localhost:9093"),
                    Map.entry("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER"),
                    Map.entry("KAFKA_LISTENERS", "BROKER://:9092,INSIDE://:9094,CONTROLLER://:9093"),
                    Map.entry(
                            "KAFKA_ADVERTISED_LISTENERS", "BROKER://127.0.0.1:" + port() + ",INSIDE://localhost:9094"),
                    Map.entry("KAFKA_INTER_BROKER_LISTENER_NAME", "INSIDE"),
                    Map.entry(
                            "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP",
                            "BROKER:PLAINTEXT,INSIDE:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                    Map.entry("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false"),
                    Map.entry("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "1"),
                    Map.entry("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "1"),
                    Map.entry("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "1"),
                    Map.entry("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR", "1"),
                    Map.entry("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR", "1"),
                    Map.entry("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0"));
        }

        @Override
        List<String> command() {
            return List.of();
        }

        @Override
        void ask() throws Exception {
            KafkaProbe.ask(bootstrapServers());
        }
    }
}
