package dev.headrace.local.launch;

import dev.headrace.local.engine.Engines;
import dev.headrace.local.engine.KafkaEngine;
import dev.headrace.local.engine.PostgresAddress;
import dev.headrace.local.engine.PostgresEngine;
import dev.headrace.local.engine.RedisEngine;
import dev.headrace.local.process.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The engines of one suite: embedded ones that it owns, or servers that exist already. */
final class Backends {

    private final ExistingServers existing;
    private final Optional<PostgresEngine> postgres;
    private final Optional<RedisEngine> redis;
    private final Optional<KafkaEngine> kafka;

    Backends(ExistingServers existing, Engines engines) {
        this.existing = existing;
        this.postgres = existing.postgres().isPresent() ? Optional.empty() : Optional.of(engines.postgres());
        this.redis = existing.redis().isPresent() ? Optional.empty() : Optional.of(engines.redis());
        this.kafka = existing.kafka().isPresent() ? Optional.empty() : Optional.of(engines.kafka());
    }

    List<Server> own() {
        List<Server> all = new ArrayList<>();
        kafka.ifPresent(all::add);
        postgres.ifPresent(all::add);
        redis.ifPresent(all::add);
        return all;
    }

    PostgresAddress postgresAddress() {
        return existing.postgres().orElseGet(() -> postgres().address());
    }

    String redisUrl() {
        return existing.redis().orElseGet(() -> redis().url());
    }

    String kafkaBootstrap() {
        return existing.kafka().orElseGet(() -> kafka().bootstrapServers());
    }

    PostgresEngine postgres() {
        return postgres.orElseThrow(() -> notOurs("PostgreSQL"));
    }

    RedisEngine redis() {
        return redis.orElseThrow(() -> notOurs("Redis"));
    }

    KafkaEngine kafka() {
        return kafka.orElseThrow(() -> notOurs("Kafka"));
    }

    private static IllegalStateException notOurs(String name) {
        return new IllegalStateException(name + " is not ours to control: it existed before");
    }
}
