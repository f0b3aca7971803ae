package dev.headrace.gateway.apikey;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Generated;
import org.hibernate.generator.EventType;
import org.hibernate.id.uuid.UuidVersion7Strategy;
import org.jspecify.annotations.Nullable;

/** A key as it is kept: everything but the key. */
@Entity
@Table(name = "api_key")
public class ApiKey {
    @Id
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

    @Column(name = "changed_at", insertable = false)
    Instant changedAt;

    protected ApiKey() {}

    /**
     * A new key.
     *
     * @param text of which only prefix and hash are kept
     * @param createdBy subject of the maker
     */
    static ApiKey of(KeyRequest.Checked wanted, String text, String createdBy) {
        ApiKey key = new ApiKey();
        key.id = UuidVersion7Strategy.INSTANCE.generateUuid(null);
        key.prefix = KeyText.prefix(text);
        key.hash = KeyHash.ofKey(text).bytes();
        key.name = wanted.name();
        key.tenant = wanted.tenant();
        key.subject = wanted.subject() == null ? key.id.toString() : wanted.subject();
        key.roles = wanted.roles().stream().sorted().toArray(String[]::new);
        key.tier = wanted.tier();
        key.scopes = wanted.scopes().stream().sorted().toArray(String[]::new);
        key.createdBy = createdBy;
        key.expiresAt = wanted.expiresAt();
        return key;
    }
}
