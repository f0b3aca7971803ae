package dev.headrace.gateway.docs;

import dev.headrace.platform.api.Answer;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.Envelope;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.api.Exchange;
import dev.headrace.platform.api.Ids;
import dev.headrace.platform.api.JsonBytes;
import dev.headrace.platform.api.Nearest;
import dev.headrace.platform.api.Violations;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The error catalogue at the address that every error gives as its type: HTML for browsers, Markdown for who asks for it, JSON for
 * everybody else. A route and no resource, since the page of the API has the path above and would answer first.
 */
@Singleton
public final class ErrorRoutes {
    static final String PATH = "/api/v1/docs/errors";

    private static final int BEFORE_THE_PAGE_OF_THE_API = -1;
    private static final String KEPT = "public, max-age=300";

    private final ErrorPages pages;

    /** What JSON says of one error. */
    record Explained(
            ErrorCode code,
            int status,
            String title,
            String type,
            String meaning,
            String why,
            String whatToDo,
            Example example) {
        record Example(String request, Object answer) {}

        static Explained of(ErrorPage page) {
            ErrorCode code = page.code();
            return new Explained(
                    code,
                    code.status(),
                    code.title(),
                    code.type(),
                    page.meaning(),
                    page.why(),
                    page.whatToDo(),
                    new Example(page.exampleRequest(), page.exampleAnswer()));
        }
    }

    public ErrorRoutes(ErrorPages pages) {
        this.pages = pages;
    }

    void register(@Observes Router router) {
        router.route(PATH)
                .order(BEFORE_THE_PAGE_OF_THE_API)
                .handler(ErrorRoutes::withoutParameters)
                .handler(this::list);
        router.route(PATH + "/:code")
                .order(BEFORE_THE_PAGE_OF_THE_API)
                .handler(ErrorRoutes::withoutParameters)
                .handler(this::one);
    }

    /** As everywhere, a parameter that there is not is named. */
    private static void withoutParameters(RoutingContext rc) {
        Violations unknown = new Violations();
        rc.queryParams().names().forEach(name -> unknown.knownParameter(name, List.of()));
        if (unknown.isEmpty()) {
            rc.next();
        } else {
            Answer.end(rc, unknown.asException());
        }
    }

    private void list(RoutingContext rc) {
        write(rc, form -> switch (form) {
            case HTML -> Buffer.buffer(ErrorHtml.list(pages.all()));
            case MARKDOWN -> Buffer.buffer(pages.index());
            case JSON -> enveloped(rc, Map.of("errors", pages.entries()));
        });
    }

    private void one(RoutingContext rc) {
        String asked = String.valueOf(rc.pathParam("code"));
        Optional<ErrorPage> found = pages.find(asked);
        if (found.isEmpty()) {
            Answer.end(rc, unknown(asked));
            return;
        }
        ErrorPage page = found.get();
        write(rc, form -> switch (form) {
            case HTML -> Buffer.buffer(ErrorHtml.page(page));
            case MARKDOWN -> Buffer.buffer(page.markdown());
            case JSON -> enveloped(rc, Explained.of(page));
        });
    }

    private ApiException unknown(String asked) {
        String meant = Nearest.to(asked, pages.codes())
                .map(near -> "; did you mean " + near + "?")
                .orElse("; all are at " + PATH);
        return new ApiException(ErrorCode.NOT_FOUND, "There is no error " + Ids.shown(asked) + meant);
    }

    private static Buffer enveloped(RoutingContext rc, Object data) {
        return JsonBytes.buffer(Envelope.success(data, Exchange.of(rc).meta()));
    }

    private static void write(RoutingContext rc, Function<PageForm, Buffer> body) {
        Optional<PageForm> form = PageForm.acceptedBy(rc.request().getHeader(HttpHeaders.ACCEPT));
        if (form.isEmpty()) {
            Answer.end(
                    rc,
                    new ApiException(
                            ErrorCode.NOT_ACCEPTABLE, "There are text/html, text/markdown and application/json"));
            return;
        }
        HttpServerResponse response = rc.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, form.get().contentType())
                .putHeader(HttpHeaders.CACHE_CONTROL, KEPT)
                .putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT);
        if (form.get() == PageForm.HTML) {
            response.putHeader("Content-Security-Policy", ErrorHtml.POLICY);
        }
        response.end(body.apply(form.get()));
    }
}
