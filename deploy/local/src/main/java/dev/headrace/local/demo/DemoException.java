package dev.headrace.local.demo;

/** The demonstration cannot go on; the message is one line for people. */
final class DemoException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DemoException(String message) {
        super(message);
    }
}
