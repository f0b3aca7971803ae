package dev.headrace.task.stream;

import dev.headrace.platform.api.Answer;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.api.Exchange;
import dev.headrace.platform.api.Problems;
import dev.headrace.platform.identity.Caller;
import dev.headrace.platform.identity.Identity;
import dev.headrace.platform.identity.Role;
import dev.headrace.task.lease.Leases;
import dev.headrace.task.worker.Worker;
import dev.headrace.task.worker.Workers;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /api/v1/workers/{id}/stream}: turns a request into a stream, or says why not while there is still a response
 * to say so in.
 */
@Singleton
class StreamRoutes {
    private static final int BEFORE_RESOURCES = -100;

    private final Streams streams;
    private final Workers workers;
    private final Leases leases;
    private final StreamConfig config;

    StreamRoutes(Streams streams, Workers workers, Leases leases, StreamConfig config) {
        this.streams = streams;
        this.workers = workers;
        this.leases = leases;
        this.config = config;
    }

    void register(@Observes Router router) {
        router.get("/api/v1/workers/:id/stream").order(BEFORE_RESOURCES).handler(this::ask);
    }

    private void ask(RoutingContext rc) {
        try {
            Identity caller = Caller.of(rc);
            caller.require(Role.WORKER);
            caller.requireScope("workers:write");
            requireUpgrade(rc);
            StreamQuery query = StreamQuery.of(rc.queryParams());
            streams.requireRoom();
            Uni<Stream.Holder> holder = workers.require(id(rc.pathParam("id")), caller)
                    .map(worker -> new Stream.Holder(worker, caller, terms(worker, query)));
            admit(rc, holder);
        } catch (ApiException e) {
            Answer.end(rc, e);
        }
    }

    private Leases.Terms terms(Worker worker, StreamQuery query) {
        return leases.terms(worker, query.types(), query.queues(), query.leaseMs());
    }

    private static UUID id(@Nullable String text) {
        try {
            return UUID.fromString(String.valueOf(text));
        } catch (IllegalArgumentException e) {
            throw new ApiException(ErrorCode.WORKER_NOT_FOUND, "There is no worker of this id; register first");
        }
    }

    private static void requireUpgrade(RoutingContext rc) {
        HttpServerRequest request = rc.request();
        if (request.version() != HttpVersion.HTTP_1_1
                || !"websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE))) {
            rc.response().putHeader(HttpHeaders.UPGRADE, "websocket").putHeader(HttpHeaders.CONNECTION, "Upgrade");
            throw new ApiException(
                    ErrorCode.UPGRADE_REQUIRED, "This is a WebSocket: send an upgrade over HTTP/1.1 (RFC 6455)");
        }
    }

    private void admit(RoutingContext rc, Uni<Stream.Holder> holder) {
        Context context = rc.vertx().getOrCreateContext();
        // Until it is known whose stream this is, the request must not run on to its end.
        rc.request().pause();
        rc.put(Exchange.PARKED, true);
        // The lifecycle of a connection begins here.
        holder.subscribe()
                .with(
                        known -> context.runOnContext(v -> upgrade(rc, known, context)),
                        failure -> context.runOnContext(v -> refuse(rc, Problems.of(failure))));
    }

    private static void refuse(RoutingContext rc, ApiException problem) {
        rc.request().resume();
        Answer.end(rc, problem);
    }

    private void upgrade(RoutingContext rc, Stream.Holder holder, Context context) {
        if (rc.response().closed()) {
            return;
        }
        HttpConnection connection = rc.request().connection();
        rc.request().resume();
        rc.request()
                .toWebSocket()
                .onSuccess(socket -> streams.open(new Line(socket, connection, config), holder, context))
                .onFailure(no ->
                        Answer.end(rc, new ApiException(ErrorCode.MALFORMED_REQUEST, "This is no valid upgrade")));
    }
}
