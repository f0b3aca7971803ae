package dev.headrace.local.process;

import java.util.List;

/** How to start a program in a session of its own, so that a terminal's Ctrl-C reaches only its starter. */
final class Session {

    private static final List<String> PREFIX = find();

    private Session() {}

    /** Words to put before the command line; empty where the system has no way. */
    static List<String> prefix() {
        return PREFIX;
    }

    private static List<String> find() {
        if (Programs.has("setsid")) {
            return List.of("setsid");
        }
        return Programs.has("perl")
                ? List.of("perl", "-e", "use POSIX; POSIX::setsid(); exec @ARGV or die $!")
                : List.of();
    }
}
