package dev.headrace.webhook.deliver;

import dev.headrace.webhook.deliver.Answer.Fault;
import dev.headrace.webhook.endpoint.Endpoint;
import dev.headrace.webhook.guard.Resolver;
import dev.headrace.webhook.guard.rule.Destination;
import dev.headrace.webhook.signing.Secret;
import dev.headrace.webhook.signing.Signer;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Makes one attempt: resolves and checks the host, connects to the checked address with the name in Host and SNI, signs
 * and posts. Never fails: what goes wrong is part of the answer.
 */
@Singleton
public final class Sender {
    /** Shorter than what receivers usually keep an idle connection, so that it is we who close it. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(20);

    private static final int MAX_HEADER_BYTES = 16 * 1_024;

    private final Resolver resolver;
    private final Clock clock;
    private final Duration timeout;
    private final Context context;
    private final HttpClient client;

    @Inject
    public Sender(Vertx vertx, Resolver resolver, DeliverConfig config, Clock clock) {
        this(vertx, resolver, config, clock, new HttpClientOptions());
    }

    /** For tests, which trust certificates of their own. */
    Sender(Vertx vertx, Resolver resolver, DeliverConfig config, Clock clock, HttpClientOptions options) {
        this.resolver = resolver;
        this.clock = clock;
        this.timeout = config.timeout();
        this.context = vertx.getOrCreateContext();
        this.client = vertx.createHttpClient(
                options.setConnectTimeout((int) config.connectTimeout().toMillis())
                        .setKeepAliveTimeout((int) KEEP_ALIVE.toSeconds())
                        .setMaxHeaderSize(MAX_HEADER_BYTES),
                // A slot is taken before a request is made, so none waits for a connection.
                new PoolOptions().setHttp1MaxSize(config.concurrency()));
    }

    /** Posts the delivery and tells what came back, within the configured timeout. */
    Uni<Answer> send(Due due) {
        Exchange exchange = new Exchange(clock.instant());
        context.runOnContext(start -> start(exchange, due));
        return Uni.createFrom().completionStage(exchange::answer);
    }

    private void start(Exchange exchange, Due due) {
        exchange.expireAfter(context.owner(), timeout);
        Destination destination = Destination.parse(due.target().url());
        var _ = resolver.resolve(destination.host())
                .whenComplete((address, failure) -> context.runOnContext(resolved -> {
                    if (failure == null) {
                        post(exchange, due, destination, address, true);
                    } else {
                        exchange.fail(Faults.of(failure, Fault.NAME_NOT_RESOLVED));
                    }
                }));
    }

    /**
     * Posts once, or twice.
     *
     * @param mayRepeat whether a connection that ends without an answer is made anew at once: receivers close idle
     *     connections, and a request may just then be on its way. They know a repeated event by its id.
     */
    private void post(Exchange exchange, Due due, Destination destination, InetAddress address, boolean mayRepeat) {
        Consumer<Fault> lost = fault -> {
            if (fault == Fault.CONNECTION_LOST && mayRepeat) {
                post(exchange, due, destination, address, false);
            } else {
                exchange.fail(fault);
            }
        };
        client.request(options(due, destination, address))
                .onSuccess(request -> exchange.send(request, due.body(), lost))
                .onFailure(failure -> exchange.fail(Faults.of(failure, Fault.CONNECT_FAILED)));
    }

    /** The server is the checked address; host and port are only what the request says. */
    private RequestOptions options(Due due, Destination destination, InetAddress address) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setServer(SocketAddress.inetSocketAddress(destination.port(), address.getHostAddress()))
                .setHost(destination.host())
                .setPort(destination.port())
                .setSsl(destination.secure())
                .setURI(destination.path())
                .setFollowRedirects(false);
        Endpoint.headers(due.target().headers()).forEach(options::putHeader);
        return sign(options, due);
    }

    /** The timestamp is this attempt's, so each attempt is signed anew; the id is the event's. */
    private RequestOptions sign(RequestOptions options, Due due) {
        String id = due.eventId().toString();
        long now = clock.instant().getEpochSecond();
        String signature = Signer.sign(
                Secret.parse(due.target().secret()), id, now, due.body().getBytes());
        return options.putHeader("webhook-id", id)
                .putHeader("webhook-timestamp", Long.toString(now))
                .putHeader("webhook-signature", signature)
                .putHeader("content-type", "application/json")
                .putHeader("user-agent", "Headrace");
    }
}
