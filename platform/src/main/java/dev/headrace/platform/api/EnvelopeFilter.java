package dev.headrace.platform.api;

import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.MediaType;
import java.lang.reflect.Method;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;

/** Puts every successful answer of the public API into the envelope, unless its method is {@link Raw}. */
public final class EnvelopeFilter {

    @ServerResponseFilter
    public void wrap(
            ContainerRequestContext request,
            ContainerResponseContext response,
            ResourceInfo resource,
            RoutingContext rc) {
        if (response.getStatus() >= 300 || response.getStatus() == 204 || isRaw(resource)) {
            return;
        }
        if (request.getUriInfo().getPath().startsWith("/api/") && !(response.getEntity() instanceof Envelope)) {
            Envelope envelope =
                    Envelope.success(response.getEntity(), Exchange.of(rc).meta());
            response.setEntity(envelope, response.getEntityAnnotations(), MediaType.APPLICATION_JSON_TYPE);
        }
    }

    private static boolean isRaw(@Nullable ResourceInfo resource) {
        Method method = resource == null ? null : resource.getResourceMethod();
        return method != null
                && (method.isAnnotationPresent(Raw.class)
                        || method.getDeclaringClass().isAnnotationPresent(Raw.class));
    }
}
