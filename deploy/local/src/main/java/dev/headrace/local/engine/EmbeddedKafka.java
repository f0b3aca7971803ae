package dev.headrace.local.engine;

import dev.headrace.local.process.ClassArchive;
import dev.headrace.local.process.Guard;
import dev.headrace.local.process.Ports;
import dev.headrace.local.process.StopSignal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/** Kafka as a JVM of its own with a class path of its own; its log folder is formatted at the first start. */
final class EmbeddedKafka extends EmbeddedEngine implements KafkaEngine {

    private final int port = Ports.free();
    private final int controllerPort = Ports.free();

    EmbeddedKafka(Path home, Guard guard) {
        super("kafka", StopSignal.TERM, home, guard);
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    protected List<String> prepare() throws IOException {
        Path properties = data().resolve("server.properties");
        Files.writeString(properties, properties());
        if (!Files.isRegularFile(data().resolve("log/meta.properties"))) {
            List<String> format = java(List.of("-XX:TieredStopAtLevel=1"), "kafka.tools.StorageTool");
            // Joined with "=": one id in 64 begins with a dash and would be taken for an option.
            format.addAll(List.of("format", "--cluster-id=" + clusterId(), "-c", properties.toString()));
            run("kafka format", format);
        }
        List<String> serve = new ArrayList<>(List.of("-Xmx384m"));
        serve.addAll(new ClassArchive(Binaries.kafkaJars(), "kafka").options());
        List<String> line = java(serve, "kafka.Kafka");
        line.add(properties.toString());
        return line;
    }

    private String properties() {
        return """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@127.0.0.1:%1$d
                controller.listener.names=CONTROLLER
                inter.broker.listener.name=BROKER
                listener.security.protocol.map=BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT
                listeners=BROKER://127.0.0.1:%2$d,CONTROLLER://127.0.0.1:%1$d
                advertised.listeners=BROKER://127.0.0.1:%2$d
                log.dirs=%3$s
                auto.create.topics.enable=false
                offsets.topic.replication.factor=1
                offsets.topic.num.partitions=5
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                transaction.state.log.num.partitions=5
                share.coordinator.state.topic.replication.factor=1
                share.coordinator.state.topic.min.isr=1
                share.coordinator.state.topic.num.partitions=5
                group.initial.rebalance.delay.ms=0
                """.formatted(controllerPort, port, data().resolve("log"));
    }

    private static List<String> java(List<String> options, String main) throws IOException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(options);
        line.addAll(List.of(
                "-XX:+UseSerialGC",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-Dorg.slf4j.simpleLogger.showDateTime=true",
                "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
                "-cp",
                Binaries.kafkaJars() + "/*",
                main));
        return line;
    }

    /** A random id in the form that Kafka's own tool prints. */
    private static String clusterId() {
        UUID id = UUID.randomUUID();
        ByteBuffer bytes = ByteBuffer.allocate(16);
        bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    @Override
    protected void ask() throws Exception {
        KafkaProbe.ask(bootstrapServers());
    }
}
