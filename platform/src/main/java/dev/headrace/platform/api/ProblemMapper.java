package dev.headrace.platform.api;

import io.quarkus.runtime.LaunchMode;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The one exception mapper: every throwable leaves as an error of the catalogue. */
public final class ProblemMapper {
    private static final Logger LOG = Logger.getLogger(ProblemMapper.class);

    @ServerExceptionMapper(priority = 1)
    public Response any(Throwable thrown, RoutingContext rc) {
        return answer(thrown, rc);
    }

    // The framework has mappers of its own for these two; the more specific type wins, so they are named here.

    @ServerExceptionMapper(priority = 1)
    public Response ofFramework(WebApplicationException thrown, RoutingContext rc) {
        return answer(thrown, rc);
    }

    @ServerExceptionMapper(priority = 1)
    public Response ofMapping(com.fasterxml.jackson.databind.exc.MismatchedInputException thrown, RoutingContext rc) {
        return answer(thrown, rc);
    }

    private static Response answer(Throwable thrown, RoutingContext rc) {
        ApiException problem = Problems.of(thrown);
        Exchange exchange = Exchange.of(rc);
        Map<String, Object> context = Map.of();
        if (problem.code().status() >= 500 && problem != thrown) {
            LOG.errorv(thrown, "request failed request_id={0}", exchange.requestId());
            context = FaultContext.of(thrown, LaunchMode.current());
        }
        Answer answer = Answer.of(problem, exchange, rc.request().getHeader(HttpHeaders.ACCEPT), context);
        return Response.status(problem.code().status())
                .entity(answer.body())
                .header(HttpHeaders.CONTENT_TYPE, answer.contentType())
                .build();
    }
}
