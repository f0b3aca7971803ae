package dev.headrace.task.stream;

import dev.headrace.platform.api.JsonBytes;
import dev.headrace.task.lease.LeasedTask;
import java.util.ArrayList;
import java.util.List;

/**
 * Leased tasks that go out in one message.
 *
 * @param text the message
 */
record Parcel(List<LeasedTask> tasks, String text) {
    private static final String HEAD = "{\"type\":\"tasks\",\"tasks\":[";
    private static final String TAIL = "]}";

    Parcel {
        tasks = List.copyOf(tasks);
    }

    /** Packs tasks in their order, none over so many characters unless it has one task only. */
    static List<Parcel> of(List<LeasedTask> tasks, int most) {
        List<Parcel> parcels = new ArrayList<>(1);
        List<LeasedTask> packed = new ArrayList<>();
        StringBuilder text = new StringBuilder(HEAD);
        for (LeasedTask task : tasks) {
            String json = JsonBytes.text(task);
            if (!packed.isEmpty() && text.length() + json.length() + TAIL.length() >= most) {
                parcels.add(new Parcel(packed, text + TAIL));
                packed.clear();
                text.setLength(HEAD.length());
            }
            text.append(packed.isEmpty() ? "" : ",").append(json);
            packed.add(task);
        }
        if (!packed.isEmpty()) {
            parcels.add(new Parcel(packed, text + TAIL));
        }
        return parcels;
    }
}
