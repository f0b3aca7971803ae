package dev.headrace.gateway.route;

/** What the table says of a method and a path. */
public sealed interface Match {
    record Found(Route route) implements Match {}

    /** The path is known, but not with this method. */
    record WrongMethod(Route route) implements Match {}

    record Nowhere() implements Match {}
}
