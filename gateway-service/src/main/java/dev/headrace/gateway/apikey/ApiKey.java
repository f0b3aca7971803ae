package dev.headrace.gateway.apikey;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Generated;
import org.hibernate.annotations.UuidGenerator;
import org.hibernate.generator.EventType;
import org.jspecify.annotations.Nullable;

/** A key as it is kept: everything but the key. */
@Entity
@Table(name = "api_key")
public class ApiKey {
    @Id
    @UuidGenerator(style = UuidGenerator.Style.VERSION_7)
    UUID id;

    @Column(nullable = false, updatable = false)
    String prefix;

    @Column(nullable = false, updatable = false)
    byte[] hash;

    @Column(nullable = false)
    String name;

    @Column(nullable = false, updatable = false)
    String tenant;

    @Column(nullable = false, updatable = false)
    String subject;

    @Column(nullable = false)
    String[] roles;

    @Column(nullable = false)
    String tier;

    @Column(nullable = false)
    String[] scopes;

    @Column(name = "created_by", nullable = false, updatable = false)
    String createdBy;

    @Generated(event = EventType.INSERT)
    @Column(name = "created_at", nullable = false, insertable = false, updatable = false)
    Instant createdAt;

    @Column(name = "expires_at")
    @Nullable
    Instant expiresAt;

    @Column(name = "revoked_at", insertable = false)
    @Nullable
    Instant revokedAt;

    protected ApiKey() {}
}
