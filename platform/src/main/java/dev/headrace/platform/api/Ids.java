package dev.headrace.platform.api;

import java.util.UUID;
import java.util.function.Function;

/** Ids in paths. What is no id names nothing, so it is answered like an id that nobody has. */
public final class Ids {
    private static final int MAX_SHOWN = 64;

    private Ids() {}

    /**
     * Reads an id.
     *
     * @param unknown the error for an id that names nothing; gets the id as it may be shown
     */
    public static UUID parse(String id, Function<String, ApiException> unknown) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw unknown.apply(shown(id));
        }
    }

    /** The id as an error may repeat it. */
    public static String shown(String id) {
        return id.length() > MAX_SHOWN ? "of this id" : id;
    }
}
