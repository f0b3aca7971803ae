package dev.headrace.task.idempotency;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.platform.api.ApiException;
import dev.headrace.platform.api.ErrorCode;
import dev.headrace.platform.api.FieldError;
import dev.headrace.platform.api.Violations;
import dev.headrace.platform.identity.Identity;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a claim of what a submission says about its key, or says what is wrong with it. */
@Singleton
public class Claims {
    private static final String FIELD = "idempotency_key";
    private static final String DERIVE = "idempotency.derive_from";
    private static final String SCOPE = "idempotency.scope";
    private static final int LONGEST = 255;
    private static final int MOST_PATHS = 16;
    private static final long SHORTEST_TTL_MS = 1_000;

    private final IdempotencyConfig config;

    public Claims(IdempotencyConfig config) {
        this.config = config;
    }

    /** The key of a submission, in the header and in its body, and what the body says about it. */
    public record Asked(
            @Nullable String header,
            @Nullable String field,
            @Nullable KeyOptions options) {
        private @Nullable String key() {
            return field == null ? header : field;
        }

        public boolean isAnything() {
            return header != null || field != null || options != null;
        }
    }

    /** Adds what is wrong. */
    public void check(Violations v, Asked asked) {
        key(v, KeyHeader.NAME, asked.header());
        key(v, FIELD, asked.field());
        if (asked.header() != null && asked.field() != null && !asked.header().equals(asked.field())) {
            v.add(KeyHeader.NAME, "CONFLICT", "differs from the field " + FIELD + "; send one of them");
            v.add(FIELD, "CONFLICT", "differs from the header " + KeyHeader.NAME + "; send one of them");
        }
        if (asked.options() != null) {
            options(v, asked, asked.options());
        }
    }

    private static void key(Violations v, String field, @Nullable String key) {
        v.text(field, key, LONGEST);
        v.check(key == null || !key.isBlank(), field, "EMPTY", "is empty; leave it away or send a key");
    }

    private void options(Violations v, Asked asked, KeyOptions options) {
        v.check(
                options.scope() == null || Sharing.parse(options.scope()).isPresent(),
                SCOPE,
                "UNKNOWN",
                "is " + options.scope() + "; it must be one of owner, tenant, global");
        v.range(
                "idempotency.ttl_ms",
                options.ttlMs(),
                SHORTEST_TTL_MS,
                config.longestTtl().toMillis());
        List<String> paths = options.deriveFrom();
        if (paths == null) {
            v.check(
                    asked.key() != null,
                    "idempotency",
                    "REQUIRED",
                    "has no key; send " + FIELD + ", the header " + KeyHeader.NAME + " or derive_from");
            return;
        }
        v.check(
                asked.key() == null,
                DERIVE,
                "EXCLUSIVE",
                "cannot be given together with " + (asked.field() == null ? KeyHeader.NAME : FIELD));
        v.range(DERIVE + ".length", paths.size(), 1, MOST_PATHS);
        for (int i = 0; i < Math.min(paths.size(), MOST_PATHS); i++) {
            v.check(
                    paths.get(i) != null && DerivedKey.isPath(paths.get(i)),
                    DERIVE + "[" + i + "]",
                    "INVALID",
                    "must be a field of the payload such as $.order.id, or $ for all of it");
        }
    }

    /**
     * The claim of a submission that was checked.
     *
     * @param input the whole submission as an object
     * @throws ApiException FORBIDDEN for a scope that the caller may not use; VALIDATION_FAILED if the payload lacks what the
     *     key is to be made of
     */
    public Claim of(Asked asked, Identity caller, JsonNode input) {
        KeyOptions options = asked.options() == null ? new KeyOptions(null, null, null) : asked.options();
        Sharing sharing = options.scope() == null
                ? Sharing.OWNER
                : Sharing.parse(options.scope()).orElseThrow();
        if (sharing == Sharing.GLOBAL && !caller.isAdmin()) {
            String refusal = "is global, which needs the role admin; use owner or tenant";
            throw new ApiException(
                    ErrorCode.FORBIDDEN, SCOPE + " " + refusal, List.of(new FieldError(SCOPE, "FORBIDDEN", refusal)));
        }
        String key = asked.key();
        if (key == null) {
            List<String> paths = options.deriveFrom() == null ? List.of() : options.deriveFrom();
            key = DerivedKey.of(input.path("type").asText(), paths, input.path("payload"));
        }
        long ttl = options.ttlMs() == null ? config.ttl().toMillis() : options.ttlMs();
        return new Claim(Key.of(sharing, caller, key), Fingerprint.of(input), ttl);
    }
}
