package dev.headrace.platform.api;

/**
 * The error catalogue: every error that leaves Headrace is one of these.
 *
 * <p>The HTTP status belongs to the code, so no other place maps errors to statuses. Each code has a page in
 * docs/reference/errors, which the gateway serves.
 */
public enum ErrorCode {
    MALFORMED_REQUEST(400, "The request could not be read"),
    UNAUTHENTICATED(401, "No valid credentials"),
    CREDENTIAL_EXPIRED(401, "The credential has expired"),
    API_KEY_MISTYPED(401, "This is no API key"),
    FORBIDDEN(403, "Not allowed for this caller"),
    ADDRESS_NOT_ALLOWED(403, "Not allowed from this address"),
    NOT_FOUND(404, "Not found"),
    ROUTE_NOT_FOUND(404, "No such path"),
    TASK_NOT_FOUND(404, "No such task"),
    DEAD_LETTER_NOT_FOUND(404, "No such dead letter"),
    QUEUE_NOT_FOUND(404, "No such queue"),
    LIMIT_NOT_FOUND(404, "No such limit"),
    FAILURE_RULE_NOT_FOUND(404, "No such failure rule"),
    RETRY_POLICY_NOT_FOUND(404, "No such retry policy"),
    WORKER_NOT_FOUND(404, "No such worker"),
    API_KEY_NOT_FOUND(404, "No such API key"),
    WEBHOOK_NOT_FOUND(404, "No such webhook"),
    NAMESPACE_NOT_FOUND(404, "No such cache namespace"),
    CACHE_ENTRY_NOT_FOUND(404, "No such cache entry"),
    METHOD_NOT_ALLOWED(405, "The path does not support this method"),
    NOT_ACCEPTABLE(406, "No offered media type is acceptable"),
    REQUEST_TIMEOUT(408, "The request took too long to arrive"),
    CONFLICT(409, "In conflict with the present state"),
    INVALID_TRANSITION(409, "The state does not allow this change"),
    IDEMPOTENCY_IN_FLIGHT(409, "The idempotency key is being used at this moment"),
    PAYLOAD_TOO_LARGE(413, "The request is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "The media type is not supported"),
    VALIDATION_FAILED(422, "A field is not valid"),
    IDEMPOTENCY_CONFLICT(422, "The idempotency key was used with other input"),
    UPGRADE_REQUIRED(426, "Another protocol is needed"),
    RATE_LIMITED(429, "Too many requests"),
    INTERNAL(500, "Internal error"),
    UPSTREAM_UNAVAILABLE(502, "A service behind the gateway is not reachable"),
    OVERLOADED(503, "Too much work is waiting"),
    CIRCUIT_OPEN(503, "A service behind the gateway does not answer and is left in peace"),
    UNAVAILABLE(503, "A part that is needed is not available"),
    UPSTREAM_TIMEOUT(504, "A service behind the gateway did not answer in time");

    private final int status;
    private final String title;

    ErrorCode(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /** The HTTP status of an answer with this code. */
    public int status() {
        return status;
    }

    /** One short sentence that is the same for every error of this code. */
    public String title() {
        return title;
    }

    /** Where the code is explained; a relative reference, resolved against the gateway's address, which has the page. */
    public String type() {
        return "/api/v1/docs/errors/" + name();
    }
}
