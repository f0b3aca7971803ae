package dev.headrace.task.share;

import io.smallrye.config.ConfigMapping;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The weight of a tenant's tier where workers serve several tenants. */
@ConfigMapping(prefix = "headrace.share")
public interface Tiers {
    /** Weight by tier, from 1. Default free 1, basic 2, premium 4, unlimited 8; another tier has 1. */
    Map<String, Integer> weights();

    /** Of a tenant whose tier may be unknown. */
    default int weight(@Nullable String tier) {
        return tier == null ? 1 : Math.max(1, weights().getOrDefault(tier.toLowerCase(java.util.Locale.ROOT), 1));
    }
}
