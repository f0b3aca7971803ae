package dev.headrace.webhook.deliver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.webhook.deliver.Answer.Fault;
import dev.headrace.webhook.guard.Resolver;
import dev.headrace.webhook.guard.rule.Guard;
import dev.headrace.webhook.guard.rule.Network;
import dev.headrace.webhook.signing.Secret;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.PfxOptions;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against servers in this JVM, under names that no name server knows. */
class SenderTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String HOST = "hooks.example";

    private final Vertx vertx = Vertx.vertx();
    private Duration timeout = PATIENCE;

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    @Test
    void connectsToTheAddressThatWasCheckedAndNamesTheHost() throws Exception {
        // Given: a name that leads to this server the first time it is looked up, and to another address after
        AtomicReference<String> host = new AtomicReference<>("");
        int port = serve(new HttpServerOptions(), request -> {
            host.set(Objects.requireNonNullElse(request.getHeader("host"), ""));
            request.response().setStatusCode(204).end();
        });
        AtomicInteger lookups = new AtomicInteger();
        Resolver.Lookup rebinding =
                name -> List.of(InetAddress.ofLiteral(lookups.getAndIncrement() == 0 ? "127.0.0.1" : "10.0.0.1"));

        // When
        Answer answer = send(rebinding, new HttpClientOptions(), "http://" + HOST + ":" + port + "/a?b=c");

        // Then
        assertEquals(204, answer.status());
        assertEquals(HOST + ":" + port, host.get());
        assertEquals(1, lookups.get());
    }

    @Test
    void oneBadAddressRefusesTheWholeAnswer() throws Exception {
        // Given
        int port = serve(new HttpServerOptions(), request -> request.response().end());

        // When
        Answer answer = send(
                name -> List.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("10.0.0.1")),
                new HttpClientOptions(),
                "http://" + HOST + ":" + port + "/");

        // Then
        assertEquals(Fault.ADDRESS_REFUSED, answer.fault());
    }

    @Test
    void checksTheCertificateForTheNameNotTheAddress(@TempDir Path folder) throws Exception {
        // Given: a certificate for the name, and the name asked for in the handshake
        certificate(folder);
        AtomicReference<String> indicated = new AtomicReference<>("");
        HttpServerOptions tls = new HttpServerOptions()
                .setSsl(true)
                .setSni(true)
                .setKeyCertOptions(new PfxOptions()
                        .setPath(folder.resolve("hooks.p12").toString())
                        .setPassword("changeit"));
        int port = serve(tls, request -> {
            indicated.set(Objects.requireNonNullElse(request.connection().indicatedServerName(), ""));
            request.response().end("ok");
        });
        HttpClientOptions trusting = new HttpClientOptions()
                .setTrustOptions(new PemTrustOptions()
                        .addCertPath(folder.resolve("hooks.pem").toString()));

        // When
        Answer right = send(SenderTest::loopback, trusting, "https://" + HOST + ":" + port + "/");
        Answer wrong = send(SenderTest::loopback, trusting, "https://other.example:" + port + "/");
        Answer unknown = send(SenderTest::loopback, new HttpClientOptions(), "https://" + HOST + ":" + port + "/");

        // Then
        assertEquals(200, right.status(), right::toString);
        assertEquals(HOST, indicated.get());
        assertEquals(Fault.TLS_FAILED, wrong.fault());
        assertEquals(Fault.TLS_FAILED, unknown.fault());
    }

    @Test
    void aReceiverThatNeverAnswersIsTimedOut() throws Exception {
        // Given
        timeout = Duration.ofSeconds(1);
        int port = serve(new HttpServerOptions(), request -> {});

        // When
        Answer answer = send("http://" + HOST + ":" + port + "/");

        // Then
        assertEquals(Fault.TIMEOUT, answer.fault());
        assertTrue(answer.took().compareTo(Duration.ofSeconds(1)) >= 0, "after " + answer.took());
    }

    @Test
    void anAnswerWhoseBodyNeverEndsCountsByItsStatus() throws Exception {
        // Given
        timeout = Duration.ofSeconds(1);
        int port = serve(
                new HttpServerOptions(),
                request ->
                        request.response().setStatusCode(202).setChunked(true).write("start"));

        // When
        Answer answer = send("http://" + HOST + ":" + port + "/");

        // Then
        assertEquals(202, answer.status());
        assertEquals("start", answer.excerpt());
    }

    @Test
    void aLongBodyIsCut() throws Exception {
        // Given
        int port = serve(
                new HttpServerOptions(),
                request -> request.response().setStatusCode(500).end("x".repeat(5_000_000)));

        // When
        Answer answer = send("http://" + HOST + ":" + port + "/");

        // Then
        assertEquals(500, answer.status());
        assertEquals(
                Exchange.EXCERPT_BYTES, Objects.requireNonNull(answer.excerpt()).length());
    }

    @Test
    void aConnectionThatEndsWithoutAnAnswerIsMadeAnewOnce() throws Exception {
        // Given: the first request meets a connection that is being closed
        AtomicInteger requests = new AtomicInteger();
        int port = serve(new HttpServerOptions(), request -> {
            if (requests.incrementAndGet() == 1) {
                request.connection().close();
            } else {
                request.response().end();
            }
        });
        int deaf =
                serve(new HttpServerOptions(), request -> request.connection().close());

        // When
        Answer answer = send("http://" + HOST + ":" + port + "/");
        Answer never = send("http://" + HOST + ":" + deaf + "/");

        // Then
        assertEquals(200, answer.status());
        assertEquals(2, requests.get());
        assertEquals(Fault.CONNECTION_LOST, never.fault());
    }

    @Test
    void nobodyThereIsAFault() throws Exception {
        // Given: a port that was just given back
        int port = serve(new HttpServerOptions(), request -> {});
        close();

        // When
        Answer answer = send("http://" + HOST + ":" + port + "/");

        // Then
        assertEquals(Fault.CONNECT_FAILED, answer.fault());
    }

    private Answer send(String url) {
        return send(SenderTest::loopback, new HttpClientOptions(), url);
    }

    private Answer send(Resolver.Lookup lookup, HttpClientOptions options, String url) {
        DeliverConfig config = new SmallRyeConfigBuilder()
                .withMapping(DeliverConfig.class)
                .withDefaultValue("headrace.webhook.delivery.timeout", timeout.toString())
                .build()
                .getConfigMapping(DeliverConfig.class);
        Vertx own = Vertx.vertx();
        try {
            Resolver resolver = new Resolver(new Guard(List.of(Network.parse("127.0.0.0/8"))), lookup);
            Sender sender = new Sender(own, resolver, config, Clock.systemUTC(), new HttpClientOptions(options));
            return sender.send(due(url)).await().atMost(PATIENCE);
        } finally {
            own.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static Due due(String url) {
        Due.Target target = new Due.Target(url, List.of(), Secret.random().reveal());
        return new Due(
                UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID(), 0, target, Buffer.buffer("{}"), Instant.now());
    }

    private static List<InetAddress> loopback(String name) {
        return List.of(InetAddress.getLoopbackAddress());
    }

    private int serve(HttpServerOptions options, Handler<HttpServerRequest> handler) throws Exception {
        return vertx.createHttpServer(options.setHost("127.0.0.1").setPort(0))
                .requestHandler(handler)
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .get()
                .actualPort();
    }

    /** Makes {@code hooks.p12} and {@code hooks.pem} for {@link #HOST}. */
    private static void certificate(Path folder) throws Exception {
        keytool(folder, "-genkeypair", "-keyalg", "EC", "-dname", "CN=" + HOST, "-ext", "san=dns:" + HOST);
        keytool(
                folder,
                "-exportcert",
                "-rfc",
                "-file",
                folder.resolve("hooks.pem").toString());
    }

    private static void keytool(Path folder, String... arguments) throws Exception {
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        List<String> command = new ArrayList<>(List.of(keytool));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-alias", "hooks", "-storetype", "PKCS12", "-storepass", "changeit"));
        command.addAll(List.of("-keystore", folder.resolve("hooks.p12").toString()));
        assertEquals(0, new ProcessBuilder(command).start().waitFor());
    }
}
