package dev.headrace.platform.egress;

import java.time.Duration;

/**
 * How much one call may take.
 *
 * @param connectTimeout longest time to connect
 * @param connections most connections to one server
 * @param keptBytes of the answer's body so many are kept, from its start
 * @param readBytes a body is read to this size, which keeps the connection usable; beyond it closing is cheaper
 */
public record Bounds(Duration connectTimeout, int connections, int keptBytes, int readBytes) {}
