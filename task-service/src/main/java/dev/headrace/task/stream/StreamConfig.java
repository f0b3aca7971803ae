package dev.headrace.task.stream;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Bounds of the worker stream. */
@ConfigMapping(prefix = "headrace.stream")
public interface StreamConfig {
    /** Open streams of one replica; over it callers get 503. Default 5000. */
    @WithDefault("5000")
    int connections();

    /** Most credits that a stream may hold. Default 1000. */
    @WithDefault("1000")
    int maxCredits();

    /** Largest message of a worker, in bytes; a larger one ends the stream with 1009. Default 1048576. */
    @WithDefault("1048576")
    int maxMessage();

    /** Characters in one message with tasks, unless a single task has more. Default 262144. */
    @WithDefault("262144")
    int maxTasksMessage();

    /** Bytes that may wait to be written; over it no more tasks are leased and nothing more is read. Default 262144. */
    @WithDefault("262144")
    int writeQueue();

    /** So long may that last before a worker that does not read is cut with 1013. Default 30 s. */
    @WithDefault("PT30S")
    Duration patience();

    /** Messages of one stream that are worked on at the same time; then no more is read. Default 32. */
    @WithDefault("32")
    int underWay();

    /** Messages within a minute that make no sense; one more ends the stream with 1008. Default 20. */
    @WithDefault("20")
    int badMessages();

    /** Pause between two pings. Default 20 s. */
    @WithDefault("PT20S")
    Duration ping();

    /** A line on which nothing, not even an answer to a ping, was heard for so long is cut. Default 60 s. */
    @WithDefault("PT60S")
    Duration silence();
}
