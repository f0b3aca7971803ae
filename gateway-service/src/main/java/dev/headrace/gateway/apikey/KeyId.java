package dev.headrace.gateway.apikey;

import java.util.UUID;

/** The id of a key. */
public record KeyId(UUID id) implements KeyRef {}
