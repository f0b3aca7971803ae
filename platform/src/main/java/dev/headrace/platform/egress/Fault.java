package dev.headrace.platform.egress;

/** Why no answer came. Neutral on purpose: it must not tell a caller about the network inside. */
public enum Fault {
    ADDRESS_REFUSED,
    NAME_NOT_RESOLVED,
    CONNECT_FAILED,
    TLS_FAILED,
    CONNECTION_LOST,
    TIMEOUT
}
