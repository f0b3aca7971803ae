package dev.headrace.local.engine;

/** One Kafka node, broker and controller; topics are made only on request. */
public interface KafkaEngine extends Engine {

    /** host:port for clients. */
    default String bootstrapServers() {
        return "127.0.0.1:" + port();
    }
}
