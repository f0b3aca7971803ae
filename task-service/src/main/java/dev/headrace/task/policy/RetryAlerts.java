package dev.headrace.task.policy;

import dev.headrace.task.failure.FailureType;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * {@code task_retry_success_ratio{failure_type}}: share of the attempts after such a failure that succeeded, of the last 200
 * that this replica saw end; {@code task_retry_low{failure_type}} is 1 while it is below 30 % of at least 20.
 */
@Singleton
public class RetryAlerts {
    private final Map<FailureType, RetryWindow> windows = new EnumMap<>(FailureType.class);

    RetryAlerts(MeterRegistry registry) {
        MultiGauge ratio = MultiGauge.builder("task.retry.success.ratio")
                .description("Share of the latest attempts after a failure that succeeded")
                .register(registry);
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        for (FailureType type : FailureType.values()) {
            RetryWindow window = new RetryWindow();
            windows.put(type, window);
            rows.add(MultiGauge.Row.of(Tags.of("failure_type", type.name()), window, RetryWindow::ratio));
        }
        ratio.register(rows);
        MultiGauge low = MultiGauge.builder("task.retry.low")
                .description("1 while less than 30 % of the latest attempts after a failure succeeded")
                .register(registry);
        List<MultiGauge.Row<?>> flags = new ArrayList<>();
        windows.forEach((type, window) ->
                flags.add(MultiGauge.Row.of(Tags.of("failure_type", type.name()), window, w -> w.isLow() ? 1 : 0)));
        low.register(flags);
    }

    /** An attempt after a failure of this type has ended. */
    public void ended(FailureType type, boolean succeeded) {
        RetryWindow window = windows.get(type);
        if (window != null) {
            window.add(succeeded);
        }
    }
}
