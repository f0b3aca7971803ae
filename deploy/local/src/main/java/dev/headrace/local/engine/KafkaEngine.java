package dev.headrace.local.engine;

import dev.headrace.local.process.Server;

/** One Kafka node, broker and controller; topics are made only on request. */
public interface KafkaEngine extends Server {

    /** host:port for clients. */
    default String bootstrapServers() {
        return "127.0.0.1:" + port();
    }
}
