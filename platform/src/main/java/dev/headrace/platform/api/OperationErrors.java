package dev.headrace.platform.api;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The errors that are a matter of an operation itself: an extension of this name of its {@code @Operation} names their codes, with
 * spaces between. What every operation of its form answers with, such as VALIDATION_FAILED, is not in it. The OpenAPI document is made
 * from it; the architecture's rules hold it against what the code throws, and the end-to-end tests against what is answered.
 */
public final class OperationErrors {
    public static final String NAME = "x-headrace-errors";

    private OperationErrors() {}

    /** The codes that such a text names; what the catalogue here does not have, since it came from a newer service, is left out. */
    public static Set<ErrorCode> of(String text) {
        List<String> names = List.of(text.split(" "));
        Set<ErrorCode> codes = EnumSet.noneOf(ErrorCode.class);
        Arrays.stream(ErrorCode.values())
                .filter(code -> names.contains(code.name()))
                .forEach(codes::add);
        return codes;
    }
}
