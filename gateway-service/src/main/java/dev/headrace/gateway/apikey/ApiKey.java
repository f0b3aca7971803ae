package dev.headrace.gateway.apikey;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Formula;
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

    @Column(nullable = false, updatable = false)
    @Convert(converter = KeyModes.class)
    KeyMode mode;

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

    /** Networks in CIDR notation from which it works; empty for everywhere. */
    @Column(nullable = false, updatable = false)
    String[] addresses;

    /** The key that this one was made to replace. */
    @Column(updatable = false)
    @Nullable
    UUID replaces;

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

    @Column(name = "deleted_at", insertable = false)
    @Nullable
    Instant deletedAt;

    /** Written every few seconds, so a little behind. */
    @Formula("(select max(u.last_used_at) from api_key_usage u where u.key_id = id)")
    @Nullable
    Instant lastUsedAt;

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
        key.mode = wanted.mode();
        key.name = wanted.name();
        key.tenant = wanted.tenant();
        key.subject = wanted.subject() == null ? key.id.toString() : wanted.subject();
        key.roles = wanted.roles().stream().sorted().toArray(String[]::new);
        key.tier = wanted.tier();
        key.scopes = wanted.scopes().stream().sorted().toArray(String[]::new);
        key.addresses = wanted.addresses().toArray(String[]::new);
        key.createdBy = createdBy;
        key.expiresAt = wanted.expiresAt();
        return key;
    }

    /** A key that is the same but for its text, id and maker. It ends when the old one was to end. */
    ApiKey successor(String text, String madeBy) {
        ApiKey key = new ApiKey();
        key.id = UuidVersion7Strategy.INSTANCE.generateUuid(null);
        key.prefix = KeyText.prefix(text);
        key.hash = KeyHash.ofKey(text).bytes();
        key.mode = mode;
        key.name = name;
        key.tenant = tenant;
        key.subject = subject;
        key.roles = roles.clone();
        key.tier = tier;
        key.scopes = scopes.clone();
        key.addresses = addresses.clone();
        key.replaces = id;
        key.createdBy = madeBy;
        key.expiresAt = expiresAt;
        return key;
    }

    /** Whether it works at this time. */
    boolean isAlive(Instant now) {
        return revokedAt == null && deletedAt == null && (expiresAt == null || expiresAt.isAfter(now));
    }
}
