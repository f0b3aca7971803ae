package dev.headrace.platform.api;

/**
 * A body that knows by itself what its values may be. It is asked also if some of its fields could not be read, which are absent
 * then, so that one answer names what is wrong with the fields and with the values.
 */
public interface CheckedBody {
    /**
     * Adds what is wrong with the values.
     *
     * @throws ApiException VALIDATION_FAILED, if it would rather throw than add
     */
    void check(Violations violations);
}
