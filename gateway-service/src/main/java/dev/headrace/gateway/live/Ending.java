package dev.headrace.gateway.live;

/** Why a WebSocket ends, and with which code. Those from 4000 on are ours. */
enum Ending {
    /** The client closed it, or is gone. */
    CLIENT(1000, ""),
    SILENT(1001, "Nothing was heard of you, not even answers to pings"),
    NONSENSE(1008, "Too many of your messages made no sense"),
    TOO_LARGE(1009, "A message may have 16 KiB"),
    STOPPING(1012, "The gateway is stopping: come again"),
    SLOW(1013, "You do not read fast enough: come again"),
    CREDENTIAL(4401, "Your credential has expired or was revoked"),
    FLOOD(4429, "You send more messages than you may");

    private final int code;
    private final String reason;

    Ending(int code, String reason) {
        this.code = code;
        this.reason = reason;
    }

    int code() {
        return code;
    }

    String reason() {
        return reason;
    }
}
