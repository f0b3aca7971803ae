package dev.headrace.gateway.live;

import dev.headrace.platform.api.JsonBytes;

/**
 * What goes to a client, in up to three parts, so that an event is written as JSON once for all who get it.
 *
 * @param head differs by client
 * @param id where the client has got to with this message; empty if it says nothing of that
 * @param rest is shared
 */
@SuppressWarnings("ArrayRecordComponent") // Shared on purpose, and compared by nobody.
record Message(byte[] head, byte[] id, byte[] rest) {
    static final byte[] NOTHING = {};

    /** One that is a whole. */
    static Message of(Object value) {
        return new Message(JsonBytes.write(value), NOTHING, NOTHING);
    }

    int length() {
        return head.length + id.length + rest.length;
    }
}
