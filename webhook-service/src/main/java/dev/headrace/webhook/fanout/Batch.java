package dev.headrace.webhook.fanout;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Records sorted by kind. A record that nobody wants costs a look at two headers: no event is made of it, its data is not
 * touched.
 */
final class Batch {
    private static final int FIRST_SLOTS = 64;

    private final List<Kind> kinds = new ArrayList<>();
    /** Indexes into {@link #kinds}, plus one; 0 is a free slot. */
    private int[] slots = new int[FIRST_SLOTS];

    private final List<ConsumerRecord<byte[], byte[]>> records;
    private final int[] kindOf;
    private final List<ConsumerRecord<byte[], byte[]>> unreadable = new ArrayList<>(0);

    private Batch(int size) {
        this.records = new ArrayList<>(size);
        this.kindOf = new int[size];
    }

    static Batch of(ConsumerRecords<byte[], byte[]> records) {
        Batch batch = new Batch(records.count());
        records.forEach(batch::sort);
        return batch;
    }

    private void sort(ConsumerRecord<byte[], byte[]> record) {
        byte[] tenant = value(record.headers().lastHeader("ce_tenant"));
        byte[] type = value(record.headers().lastHeader("ce_type"));
        int kind = tenant == null || type == null ? -1 : kind(tenant, type);
        if (kind < 0 || !kinds.get(kind).isProper()) {
            unreadable.add(record);
        } else {
            kindOf[records.size()] = kind;
            records.add(record);
        }
    }

    private static byte @Nullable [] value(@Nullable Header header) {
        return header == null ? null : header.value();
    }

    private int kind(byte[] tenant, byte[] type) {
        int at = Kind.hash(tenant, type) & (slots.length - 1);
        while (slots[at] != 0) {
            int kind = slots[at] - 1;
            if (kinds.get(kind).is(tenant, type)) {
                return kind;
            }
            at = (at + 1) & (slots.length - 1);
        }
        kinds.add(new Kind(tenant, type));
        slots[at] = kinds.size();
        if (kinds.size() * 2 > slots.length) {
            grow();
        }
        return kinds.size() - 1;
    }

    private void grow() {
        slots = new int[slots.length * 2];
        for (int kind = 0; kind < kinds.size(); kind++) {
            int at = kinds.get(kind).hash() & (slots.length - 1);
            while (slots[at] != 0) {
                at = (at + 1) & (slots.length - 1);
            }
            slots[at] = kind + 1;
        }
    }

    /** How many records can be told, as far as their headers say. */
    int size() {
        return records.size();
    }

    Set<String> tenants() {
        Set<String> tenants = new HashSet<>();
        kinds.stream().filter(Kind::isProper).forEach(kind -> tenants.add(kind.tenant()));
        return tenants;
    }

    /** The records of these kinds, in their order. */
    List<ConsumerRecord<byte[], byte[]>> only(Predicate<Kind> wanted) {
        boolean[] take = new boolean[kinds.size()];
        boolean any = false;
        for (int kind = 0; kind < take.length; kind++) {
            take[kind] = wanted.test(kinds.get(kind));
            any |= take[kind];
        }
        if (!any) {
            return List.of();
        }
        List<ConsumerRecord<byte[], byte[]>> taken = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            if (take[kindOf[i]]) {
                taken.add(records.get(i));
            }
        }
        return taken;
    }

    /** Records that lack a proper tenant or type. */
    List<ConsumerRecord<byte[], byte[]>> unreadable() {
        return Collections.unmodifiableList(unreadable);
    }
}
