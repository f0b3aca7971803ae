package dev.headrace.cache.namespace;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** A namespace as it is stored. */
@Entity
@Table(name = "namespace")
public class Namespace {
    @Id
    private UUID id;

    @Column
    private String tenant;

    @Column
    private String name;

    @Column(name = "ttl_ms")
    private long ttlMs;

    @Column(name = "max_entries")
    private int maxEntries;

    @Column(name = "created_at")
    private Instant createdAt;

    /** For Hibernate. */
    protected Namespace() {}

    static Namespace create(String tenant, NamespaceRequest.Checked request, Instant now) {
        Namespace namespace = new Namespace();
        namespace.id = UUID.randomUUID();
        namespace.tenant = tenant;
        namespace.name = request.name();
        namespace.ttlMs = request.ttlMs();
        namespace.maxEntries = request.maxEntries();
        namespace.createdAt = now;
        return namespace;
    }

    NamespaceView view() {
        return new NamespaceView(name, ttlMs, maxEntries, createdAt);
    }

    Policy policy() {
        return new Policy(id, tenant, name, Duration.ofMillis(ttlMs), maxEntries);
    }
}
