package dev.headrace.gateway.docs;

import dev.headrace.platform.api.ErrorCode;
import java.util.List;
import java.util.regex.Pattern;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/** The error catalogue for browsers. Needs nothing but itself: no script, no font, no other host. */
final class ErrorHtml {
    static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

    private static final String STYLE =
            "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;"
                    + "color:#1d2330;background:#fff}a{color:#0b5cad}pre{background:#f3f5f8;padding:.8rem;overflow:auto;border-radius:4px}"
                    + "code{font:14px/1.45 ui-monospace,monospace}table{border-collapse:collapse}td,th{padding:.25rem .9rem .25rem 0;"
                    + "text-align:left;vertical-align:top}@media(prefers-color-scheme:dark){body{color:#dfe4ee;background:#14181f}"
                    + "a{color:#7db8f5}pre{background:#1f252f}}";
    /** Pages link to each other by file name; other documents are not on the gateway. */
    private static final Pattern OTHER_CODE = Pattern.compile("\\]\\(([A-Z_]+)\\.md\\)");

    private static final Pattern ELSEWHERE = Pattern.compile("\\[([^\\]]+)\\]\\((?:\\.\\./)+([^)]+)\\)");

    private static final Parser PARSER = Parser.builder().build();
    private static final HtmlRenderer RENDERER =
            HtmlRenderer.builder().escapeHtml(true).sanitizeUrls(true).build();

    private ErrorHtml() {}

    static String page(ErrorPage page) {
        return document(page.code().name(), RENDERER.render(PARSER.parse(linked(page.markdown()))));
    }

    static String list(List<ErrorPage> pages) {
        StringBuilder rows = new StringBuilder();
        for (ErrorPage page : pages) {
            ErrorCode code = page.code();
            rows.append("<tr><td><a href=\"")
                    .append(code.type())
                    .append("\"><code>")
                    .append(code.name())
                    .append("</code></a></td><td>")
                    .append(code.status())
                    .append("</td><td>")
                    .append(code.title())
                    .append("</td></tr>\n");
        }
        return document(
                "Errors",
                "<h1>Errors</h1>\n<p>Every error that leaves Headrace has one of these codes.</p>\n"
                        + "<table><tr><th>Code</th><th>Status</th><th></th></tr>\n" + rows + "</table>\n");
    }

    private static String linked(String markdown) {
        String codes = OTHER_CODE.matcher(markdown).replaceAll("](" + ErrorRoutes.PATH + "/$1)");
        return ELSEWHERE.matcher(codes).replaceAll("$1 (docs/$2)");
    }

    private static String document(String title, String body) {
        return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + title
                + " · Headrace</title>\n<meta name=\"viewport\" content=\"width=device-width\"><style>" + STYLE
                + "</style></head><body>\n<p><a href=\"" + ErrorRoutes.PATH
                + "\">All errors</a> · <a href=\"/api/v1/docs/\">"
                + "The API</a></p>\n" + body + "</body></html>\n";
    }
}
