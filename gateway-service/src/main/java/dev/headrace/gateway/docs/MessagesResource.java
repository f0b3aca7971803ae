package dev.headrace.gateway.docs;

import dev.headrace.platform.api.Raw;
import dev.headrace.platform.identity.Scoped;
import io.vertx.core.buffer.Buffer;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The document that describes what goes over WebSockets and Kafka, as it is in docs/contracts. */
@Path("/api/v1/asyncapi.json")
@Scoped(Scoped.NONE)
@Tag(name = "Documentation")
public class MessagesResource {
    /** Where the build puts it. */
    private static final String FILE = "/contracts/asyncapi.json";

    private final Buffer document = read();

    private static Buffer read() {
        try (InputStream in = MessagesResource.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is not in the archive");
            }
            return Buffer.buffer(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @GET
    @Raw
    @Produces("application/json")
    @Operation(
            operationId = "messages",
            summary = "The messages of WebSockets and the events on Kafka",
            description = "AsyncAPI 3.0, with the schema and an example of each. Needs no credentials.")
    @APIResponse(
            responseCode = "200",
            description = "The document",
            content = @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT)))
    @Extension(name = "x-headrace-raw", value = "true", parseValue = true)
    public Buffer get() {
        return document;
    }
}
