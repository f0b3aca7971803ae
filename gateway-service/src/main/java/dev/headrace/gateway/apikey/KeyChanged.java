package dev.headrace.gateway.apikey;

import java.util.UUID;

/** A key in use was revoked or is otherwise not as it was: whoever holds on to it asks again. Fired as a CDI event. */
public record KeyChanged(UUID keyId) {}
