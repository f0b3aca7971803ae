package dev.headrace.gateway.route;

/** A file such as the route file cannot be used. The message names the file, the line and what is wrong with it. */
public final class RouteFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RouteFileException(String file, int line, String problem) {
        super(file + ", line " + line + ": " + problem);
    }
}
