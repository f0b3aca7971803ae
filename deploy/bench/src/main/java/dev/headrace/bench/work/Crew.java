package dev.headrace.bench.work;

import dev.headrace.bench.Words;
import dev.headrace.bench.wire.Loop;
import java.io.IOException;

/** Who works one shift. On the loop's thread. */
interface Crew {
    void start(Loop loop) throws IOException;

    /** How many outcomes were accepted. */
    long accepted();

    Words words();

    /** Lets it end after what is under way; tasks that still come are done. */
    void leave();

    boolean gone();

    void close() throws IOException;
}
