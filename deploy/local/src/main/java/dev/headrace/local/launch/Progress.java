package dev.headrace.local.launch;

/** Is told in one line each what starts, what is ready, what crashed. */
@FunctionalInterface
public interface Progress {

    void line(String text);
}
