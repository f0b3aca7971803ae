package dev.headrace.platform.egress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.platform.guard.Resolver;
import dev.headrace.platform.guard.rule.Destination;
import dev.headrace.platform.guard.rule.Guard;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.PfxOptions;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against servers in this JVM, under names that no name server knows. */
@Timeout(60)
class EgressTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int KEPT = 4_096;
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
        Reply answer = send(rebinding, new HttpClientOptions(), "http://" + HOST + ":" + port + "/a?b=c");

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
        Reply answer = send(
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
        Reply right = send(EgressTest::loopback, trusting, "https://" + HOST + ":" + port + "/");
        Reply wrong = send(EgressTest::loopback, trusting, "https://other.example:" + port + "/");
        Reply unknown = send(EgressTest::loopback, new HttpClientOptions(), "https://" + HOST + ":" + port + "/");

        // Then
        assertEquals(200, right.status(), right::toString);
        assertEquals(HOST, indicated.get());
        assertEquals(Fault.TLS_FAILED, wrong.fault());
        assertEquals(Fault.TLS_FAILED, unknown.fault());
    }

    @Test
    void aHostThatNeverAnswersIsTimedOut() throws Exception {
        // Given
        timeout = Duration.ofSeconds(1);
        int port = serve(new HttpServerOptions(), request -> {});

        // When
        Reply answer = send("http://" + HOST + ":" + port + "/");

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
        Reply answer = send("http://" + HOST + ":" + port + "/");

        // Then
        assertEquals(202, answer.status());
        assertEquals("start", answer.text());
    }

    @Test
    void aLongBodyIsCut() throws Exception {
        // Given
        int port = serve(
                new HttpServerOptions(),
                request -> request.response().setStatusCode(500).end("x".repeat(5_000_000)));

        // When
        Reply answer = send("http://" + HOST + ":" + port + "/");

        // Then
        assertEquals(500, answer.status());
        assertEquals(KEPT, Objects.requireNonNull(answer.text()).length());
    }

    @Test
    void aReusedConnectionThatEndsWithoutAnAnswerIsMadeAnewOnceAndANewOneIsNot() throws Exception {
        // Given: the second request meets a connection that is being closed
        AtomicInteger requests = new AtomicInteger();
        int port = serve(new HttpServerOptions(), request -> {
            if (requests.incrementAndGet() == 2) {
                request.connection().close();
            } else {
                request.response().end();
            }
        });
        AtomicInteger refused = new AtomicInteger();
        int deaf = serve(new HttpServerOptions(), request -> {
            refused.incrementAndGet();
            request.connection().close();
        });
        Egress egress = egress(vertx, EgressTest::loopback, new HttpClientOptions());

        // When
        Reply first = reply(egress.send(call("http://" + HOST + ":" + port + "/"), timeout));
        Reply second = reply(egress.send(call("http://" + HOST + ":" + port + "/"), timeout));
        Reply never = reply(egress.send(call("http://" + HOST + ":" + deaf + "/"), timeout));

        // Then
        assertEquals(200, first.status());
        assertEquals(200, second.status());
        assertEquals(3, requests.get());
        assertEquals(Fault.CONNECTION_LOST, never.fault());
        assertEquals(1, refused.get());
    }

    @Test
    void anAbortedCallEndsAtOnceAndItsConnectionIsClosed() throws Exception {
        // Given
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        CompletableFuture<Boolean> arrived = new CompletableFuture<>();
        int port = serve(new HttpServerOptions(), request -> {
            request.connection().closeHandler(gone -> closed.complete(true));
            arrived.complete(true);
        });
        Exchange exchange = egress(vertx, EgressTest::loopback, new HttpClientOptions())
                .send(call("http://" + HOST + ":" + port + "/"), timeout);
        arrived.get(10, TimeUnit.SECONDS);

        // When
        exchange.abort();

        // Then
        assertEquals(Fault.CONNECTION_LOST, reply(exchange).fault());
        assertTrue(closed.get(10, TimeUnit.SECONDS));
    }

    @Test
    void aRedirectIsAnAnswerAndIsNotFollowed() throws Exception {
        // Given
        AtomicInteger requests = new AtomicInteger();
        int port = serve(new HttpServerOptions(), request -> {
            requests.incrementAndGet();
            request.response()
                    .setStatusCode(302)
                    .putHeader("location", "/other")
                    .end();
        });

        // When
        Reply answer = send("http://" + HOST + ":" + port + "/");

        // Then
        assertEquals(302, answer.status());
        assertEquals("/other", answer.header("Location").orElseThrow());
        assertEquals(1, requests.get());
    }

    @Test
    void nobodyThereIsAFault() throws Exception {
        // Given: a port that was just given back
        int port = serve(new HttpServerOptions(), request -> {});
        close();

        // When
        Reply answer = send("http://" + HOST + ":" + port + "/");

        // Then
        assertEquals(Fault.CONNECT_FAILED, answer.fault());
    }

    private Reply send(String url) throws Exception {
        return send(EgressTest::loopback, new HttpClientOptions(), url);
    }

    private Reply send(Resolver.Lookup lookup, HttpClientOptions options, String url) throws Exception {
        Vertx own = Vertx.vertx();
        try {
            return reply(egress(own, lookup, new HttpClientOptions(options)).send(call(url), timeout));
        } finally {
            own.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static Egress egress(Vertx vertx, Resolver.Lookup lookup, HttpClientOptions options) {
        Resolver resolver = new Resolver(Guard.allowing(List.of("127.0.0.0/8")), lookup);
        Bounds bounds = new Bounds(Duration.ofSeconds(5), 4, KEPT, 65_536);
        return new Egress(vertx, resolver, bounds, Clock.systemUTC(), options);
    }

    private static Reply reply(Exchange exchange) throws Exception {
        return exchange.reply().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static Call call(String url) {
        return new Call(HttpMethod.POST, Destination.parse(url), Map.of(), Buffer.buffer("{}"));
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
