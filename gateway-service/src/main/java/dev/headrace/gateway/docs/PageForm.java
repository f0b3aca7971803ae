package dev.headrace.gateway.docs;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a page of the error catalogue can leave. Programs that accept anything get JSON. */
enum PageForm {
    JSON("application/json", "application/json"),
    HTML("text/html", "text/html; charset=utf-8"),
    MARKDOWN("text/markdown", "text/markdown; charset=utf-8");

    private final String mediaType;
    private final String contentType;

    PageForm(String mediaType, String contentType) {
        this.mediaType = mediaType;
        this.contentType = contentType;
    }

    String contentType() {
        return contentType;
    }

    /** A range of media types in an {@code Accept} header. */
    private record Range(String type, double quality) {
        static Range parse(String text) {
            String[] parts = text.split(";", -1);
            double quality = 1;
            for (String parameter : Arrays.asList(parts).subList(1, parts.length)) {
                String trimmed = parameter.strip().toLowerCase(Locale.ROOT);
                if (trimmed.startsWith("q=")) {
                    quality = number(trimmed.substring(2));
                }
            }
            return new Range(parts[0].strip().toLowerCase(Locale.ROOT), quality);
        }

        private static double number(String text) {
            try {
                return Double.parseDouble(text);
            } catch (NumberFormatException e) {
                return 0;
            }
        }

        boolean covers(PageForm form) {
            return type.equals("*/*")
                    || type.equals(form.mediaType)
                    || (type.endsWith("/*") && form.mediaType.startsWith(type.substring(0, type.length() - 1)));
        }
    }

    /** The form that a caller wants most (RFC 9110, 12.5.1); empty if it accepts none. */
    static Optional<PageForm> acceptedBy(@Nullable String accept) {
        if (accept == null || accept.isBlank()) {
            return Optional.of(JSON);
        }
        List<Range> ranges = Arrays.stream(accept.split(",", -1))
                .map(Range::parse)
                .filter(range -> range.quality() > 0)
                .sorted(Comparator.comparingDouble(Range::quality).reversed())
                .toList();
        return ranges.stream()
                .flatMap(range -> Arrays.stream(values()).filter(range::covers).limit(1))
                .findFirst();
    }
}
