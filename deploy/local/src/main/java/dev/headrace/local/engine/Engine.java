package dev.headrace.local.engine;

/**
 * A server under our control, on one port of 127.0.0.1 that it keeps for life.
 *
 * <p>{@link #start()} returns when the server answers, and throws {@link EngineException} with the end of its log when
 * it does not in time. Data outlives stop, kill and start.
 */
public interface Engine extends AutoCloseable {

    /** A word for people: postgres, redis or kafka. */
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
