package dev.headrace.gateway.docs;

import dev.headrace.platform.api.Raw;
import dev.headrace.platform.identity.Scoped;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The document that describes the API; the page at /api/v1/docs shows it. */
@Path("/api/v1/openapi.json")
@Scoped(Scoped.NONE)
@Tag(name = "Documentation")
public class DocsResource {
    private final ApiDocument document;

    public DocsResource(ApiDocument document) {
        this.document = document;
    }

    @GET
    @Raw
    @Produces("application/json")
    @Operation(summary = "This document", description = "OpenAPI 3.1 of the whole suite. Needs no credentials.")
    @APIResponse(
            responseCode = "200",
            description = "The document",
            content = @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT)))
    @Extension(name = "x-headrace-raw", value = "true", parseValue = true)
    public Uni<Buffer> get() {
        return document.get();
    }
}
