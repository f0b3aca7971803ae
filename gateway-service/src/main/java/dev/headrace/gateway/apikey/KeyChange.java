package dev.headrace.gateway.apikey;

import java.time.Instant;

/**
 * A key was made, rotated, revoked or deleted.
 *
 * @param revoked for good
 * @param at when, by the database's clock; what was known of the key from another time is out of date
 */
record KeyChange(KeyId id, KeyHash hash, boolean revoked, Instant at) {}
