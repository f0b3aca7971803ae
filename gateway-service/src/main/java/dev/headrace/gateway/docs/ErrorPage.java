package dev.headrace.gateway.docs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.api.JsonBytes;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page of one error, read from its file in docs/reference/errors. Texts are Markdown.
 *
 * @param meaning what has happened
 * @param why what usually leads to it
 * @param whatToDo how to go on
 * @param exampleRequest a request that is answered so
 * @param exampleAnswer the body of that answer
 * @param markdown the whole page
 */
record ErrorPage(
        ErrorCode code,
        String meaning,
        String why,
        String whatToDo,
        String exampleRequest,
        JsonNode exampleAnswer,
        String markdown) {
    private static final Pattern PAGE = Pattern.compile(
            "# (?<code>[A-Z_]+)\\n\\n\\*\\*(?<status>\\d+)\\*\\* · (?<title>[^\\n]+)\\n\\n(?<meaning>.+?)"
                    + "\\n\\n## Why it happens\\n\\n(?<why>.+?)\\n\\n## What to do\\n\\n(?<do>.+?)"
                    + "\\n\\n## Example\\n\\n```http\\n(?<request>.+?)\\n```\\n\\n```json\\n(?<answer>.+?)\\n```\\n",
            Pattern.DOTALL);

    /** @throws IllegalStateException if the page is not of this form, or says another status or title than the code has */
    static ErrorPage parse(ErrorCode code, String markdown) {
        Matcher page = PAGE.matcher(markdown);
        if (!page.matches()
                || !page.group("code").equals(code.name())
                || Integer.parseInt(page.group("status")) != code.status()
                || !page.group("title").equals(code.title())) {
            throw new IllegalStateException("docs/reference/errors/" + code + ".md is no page of this error");
        }
        return new ErrorPage(
                code,
                page.group("meaning"),
                page.group("why"),
                page.group("do"),
                page.group("request"),
                JsonBytes.tree(page.group("answer").getBytes(StandardCharsets.UTF_8)),
                markdown);
    }
}
