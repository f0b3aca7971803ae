package dev.headrace.local.launch;

import dev.headrace.local.process.StartException;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;

/** How the launcher ends: told by a signal, with its parent, or because something did not start. */
final class Ending {

    private final Suite suite;
    private final PrintStream out;
    private final Thread hook = new Thread(this::stop, "headrace-stop");
    private volatile int exitCode;

    Ending(Suite suite, PrintStream out) {
        this.suite = suite;
        this.out = out;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Ends when {@code other} does: make may be killed without a word to us. */
    void withProcess(ProcessHandle other) {
        Thread.ofPlatform().daemon().name("headrace-parent").start(() -> {
            other.onExit().join();
            System.exit(0);
        });
    }

    void afterFailure(StartException why) {
        out.flush();
        System.err.println("headrace: " + why.summary());
        exitCode = 1;
        System.exit(1);
    }

    /** Does not return: the process ends by a signal. */
    void await() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** An orderly stop is a success, also after a signal. */
    private void stop() {
        out.println("Stopping; after a first start this takes some seconds …");
        suite.close();
        out.println("Stopped.");
        out.flush();
        Runtime.getRuntime().halt(exitCode);
    }
}
