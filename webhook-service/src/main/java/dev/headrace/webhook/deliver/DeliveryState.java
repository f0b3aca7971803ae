package dev.headrace.webhook.deliver;

/** Where a delivery stands. */
public enum DeliveryState {
    /** Waits for its first or next attempt. */
    PENDING,
    /** The receiver has answered 2xx. */
    DELIVERED,
    /** Every attempt has failed. */
    FAILED
}
