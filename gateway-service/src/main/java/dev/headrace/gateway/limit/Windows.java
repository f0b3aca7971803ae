package dev.headrace.gateway.limit;

import java.time.Duration;

/** Windows as the limit file writes them. */
final class Windows {
    private Windows() {}

    static String text(Duration window) {
        long seconds = window.toSeconds();
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3_600 == 0) {
            return seconds / 3_600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
