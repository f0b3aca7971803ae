package dev.headrace.task.idempotency;

/**
 * That a submission is to be accepted once.
 *
 * @param fingerprint what it asks for
 * @param ttlMs how long the key is kept from then on, in milliseconds
 */
public record Claim(Key key, Fingerprint fingerprint, long ttlMs) {}
