package dev.headrace.gateway.apikey;

/** What a key is found by: the hash of its text, or its id, for tokens that were exchanged for it. */
public sealed interface KeyRef permits KeyHash, KeyId {}
