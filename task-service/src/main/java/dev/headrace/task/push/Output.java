package dev.headrace.task.push;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.platform.api.JsonBytes;
import dev.headrace.platform.egress.Reply;
import dev.headrace.task.store.RawJson;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CoderResult;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a task keeps of its target's answer: JSON as it is, or a description of what else came. */
final class Output {
    /** So much of an answer is kept. */
    static final int MOST_BYTES = 64 * 1_024;

    private static final Pattern CHARSET = Pattern.compile("charset=\"?([^\\s;\"]+)", Pattern.CASE_INSENSITIVE);
    private static final int MAX_TYPE = 128;

    private Output() {}

    static RawJson of(Reply reply) {
        String type = reply.header("content-type").orElse("");
        Optional<String> text = text(reply, charset(type));
        if (reply.whole() && mayBeJson(type)) {
            Optional<RawJson> json = text.flatMap(Output::json);
            if (json.isPresent()) {
                return json.get();
            }
        }
        return new RawJson(described(reply, type, text).toString());
    }

    /** A body without a type is looked at too. */
    private static boolean mayBeJson(String contentType) {
        String type =
                contentType.toLowerCase(Locale.ROOT).replaceFirst(";.*", "").strip();
        return type.isEmpty() || type.equals("application/json") || type.endsWith("+json");
    }

    private static Optional<RawJson> json(String text) {
        String bare = text.startsWith("\uFEFF") ? text.substring(1) : text;
        try {
            return JsonBytes.mapper().readTree(bare).isMissingNode()
                    ? Optional.empty()
                    : Optional.of(new RawJson(bare.strip()));
        } catch (JsonProcessingException notJson) {
            return Optional.empty();
        }
    }

    private static ObjectNode described(Reply reply, String type, Optional<String> text) {
        ObjectNode description = JsonBytes.mapper().createObjectNode();
        description.put("status", reply.status());
        if (!type.isEmpty()) {
            description.put("content_type", type.substring(0, Math.min(type.length(), MAX_TYPE)));
        }
        if (text.isEmpty()) {
            description.put("bytes", reply.body().length());
        } else if (!text.get().isEmpty()) {
            description.put("text", text.get());
        }
        if (!reply.whole()) {
            description.put("truncated", true);
        }
        return description;
    }

    /** The body as text; nothing if it is none. Of a cut body a character that is not all there is left out. */
    private static Optional<String> text(Reply reply, Charset charset) {
        ByteBuffer bytes = ByteBuffer.wrap(reply.body().getBytes());
        var decoder = charset.newDecoder();
        CharBuffer text = CharBuffer.allocate((int) (bytes.remaining() * (double) decoder.maxCharsPerByte()) + 1);
        CoderResult result = decoder.decode(bytes, text, reply.whole());
        return result.isError() ? Optional.empty() : Optional.of(text.flip().toString());
    }

    private static Charset charset(String contentType) {
        Matcher named = CHARSET.matcher(contentType);
        try {
            return named.find() ? Charset.forName(named.group(1)) : StandardCharsets.UTF_8;
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            return StandardCharsets.UTF_8;
        }
    }
}
