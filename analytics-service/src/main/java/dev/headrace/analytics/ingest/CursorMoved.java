package dev.headrace.analytics.ingest;

/** Somebody else has moved a cursor of this batch: nothing of the batch was written. */
final class CursorMoved extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CursorMoved(String message) {
        super(message, null, false, false);
    }
}
