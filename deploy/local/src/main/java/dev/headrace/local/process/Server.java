package dev.headrace.local.process;

/**
 * A server under our control, on one port of this machine that it keeps for life.
 *
 * <p>{@link #start()} returns when the server answers, and throws {@link StartException} with the end of its log when
 * it does not in time. Data outlives stop, kill and start.
 */
public interface Server extends AutoCloseable {

    /** A word for people, such as postgres or task-service. */
    String name();

    int port();

    /** Starts it if it does not run, and waits until it answers. */
    void start();

    /** Ends it in an orderly way. */
    void stop();

    /** Ends it as a power cut would, with SIGKILL. */
    void kill();

    default void restart() {
        stop();
        start();
    }

    boolean running();

    /**
     * The process id on this machine.
     *
     * @throws IllegalStateException if it does not run
     */
    long pid();

    /** Stops it and gives back what it holds apart from its data folder. */
    @Override
    void close();
}
