package dev.headrace.gateway.docs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.gateway.limit.LimitTable;
import dev.headrace.gateway.route.Match;
import dev.headrace.gateway.route.RouteTable;
import dev.headrace.gateway.route.Service;
import dev.headrace.platform.api.JsonBytes;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The OpenAPI document of the whole suite, made when it is asked for and kept for ten seconds. */
@Singleton
public final class ApiDocument {
    /** Where the build puts what the gateway's own resources document. */
    private static final String OWN = "/META-INF/quarkus-generated-openapi-doc.JSON";

    private static final long KEPT_MILLIS = 10_000;

    private final ServiceDocuments services;
    private final RouteTable routes;
    private final LimitTable limits;
    private final ExampleDocs examples = ExampleDocs.read();
    private final Clock clock;
    private volatile Kept kept = new Kept(Buffer.buffer(), 0);

    private record Kept(Buffer document, long untilMillis) {}

    public ApiDocument(ServiceDocuments services, RouteTable routes, LimitTable limits, Clock clock) {
        this.services = services;
        this.routes = routes;
        this.limits = limits;
        this.clock = clock;
    }

    Uni<Buffer> get() {
        Kept present = kept;
        return clock.millis() < present.untilMillis()
                ? Uni.createFrom().item(present.document())
                : services.all().map(this::merge);
    }

    private Buffer merge(List<ServiceDocuments.Documented> documents) {
        OpenApiMerge merge = new OpenApiMerge(own());
        for (ServiceDocuments.Documented each : documents) {
            merge.add(each.service().wire(), each.document(), path -> leadsTo(each.service(), path));
        }
        ObjectNode document = merge.document();
        EnvelopeDocs.applyTo(document);
        new AccessDocs(routes, limits).applyTo(document);
        new ErrorDocs(forwarded(document)).applyTo(document);
        examples.applyTo(document);
        Buffer bytes = JsonBytes.buffer(document);
        kept = new Kept(bytes, clock.millis() + KEPT_MILLIS);
        return bytes;
    }

    private Set<String> forwarded(ObjectNode document) {
        Set<String> paths = new HashSet<>();
        document.path("paths").fieldNames().forEachRemaining(path -> {
            if (!leadsTo(Service.GATEWAY, path)) {
                paths.add(path);
            }
        });
        return paths;
    }

    private boolean leadsTo(Service service, String path) {
        return switch (routes.match("GET", path)) {
            case Match.Found(var route) -> route.service() == service;
            case Match.WrongMethod(var route) -> route.service() == service;
            case Match.Nowhere() -> false;
        };
    }

    private static ObjectNode own() {
        try (InputStream in = ApiDocument.class.getResourceAsStream(OWN)) {
            if (in == null) {
                throw new IllegalStateException(OWN + " is not in the archive");
            }
            return (ObjectNode) JsonBytes.tree(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
