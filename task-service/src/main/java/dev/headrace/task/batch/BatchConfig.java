package dev.headrace.task.batch;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;

/** Bounds and rhythm of batches. */
@ConfigMapping(prefix = "headrace.batch")
public interface BatchConfig {
    /** Most items of a batch whose type has no bound of its own. Default 1000. */
    @WithDefault("1000")
    int maxItems();

    /** Most items by type, above or below {@link #maxItems}. As shipped 100 of chart.calculate and 50 of reading.generate. */
    Map<String, Integer> maxItemsOf();

    /**
     * A batch is looked at when a task of it has ended on this replica, and otherwise after a twentieth of its age, but not
     * before this time. Default 1 s.
     */
    @WithDefault("PT1S")
    Duration lookEvery();

    /** And not after that. Default 30 s. */
    @WithDefault("PT30S")
    Duration lookAtLeastEvery();

    /** Ends that come together are looked at together, this long after the first. Default 20 ms. */
    @WithDefault("PT0.02S")
    Duration gather();

    /** Most batches in one look. Default 100. */
    @WithDefault("100")
    int looks();

    /** A page of items has at most so many bytes of outputs, and at least one item. Default 4 MiB. */
    @WithDefault("4194304")
    int pageBytes();

    /** Batches that ended so long ago are forgotten; their tasks are not. Default 30 days. */
    @WithDefault("P30D")
    Duration keep();
}
