package dev.headrace.platform.api;

/** As {@link CheckedBody}, for a body whose values depend on configuration. Every bean of this type is asked. */
public interface BodyCheck<T> {
    /** What it checks. */
    Class<T> type();

    /**
     * Adds what is wrong with the values.
     *
     * @throws ApiException VALIDATION_FAILED, if it would rather throw than add
     */
    void check(T body, Violations violations);
}
