package dev.headrace.platform.api;

import org.jspecify.annotations.Nullable;

/** The JSON body of a request, which the framework leaves null when it is empty or {@code null}. */
public final class Body {
    private Body() {}

    /**
     * The body that must be there.
     *
     * @throws ApiException MALFORMED_REQUEST if it is not
     */
    public static <T> T present(@Nullable T body) {
        if (body == null) {
            throw new ApiException(ErrorCode.MALFORMED_REQUEST, "The request needs a JSON body");
        }
        return body;
    }
}
