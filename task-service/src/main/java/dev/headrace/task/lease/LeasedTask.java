package dev.headrace.task.lease;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A task in a worker's hands.
 *
 * @param tenant whose it is, if its worker serves more than one
 * @param lease number that every answer must carry
 * @param attempt from 1
 * @param payload JSON as it was submitted
 * @param leaseExpiresAt the worker must answer or send a heartbeat before
 * @param deadline hard end of this attempt, if the task has a timeout
 * @param target JSON of where a push task goes; no worker sees one
 */
public record LeasedTask(
        UUID id,
        @Nullable String tenant,
        long lease,
        int attempt,
        int maxAttempts,
        String type,
        String queue,
        String priority,
        @Schema(ref = "AnyJson") @JsonRawValue String payload,
        Instant createdAt,
        Instant leaseExpiresAt,
        @Nullable Instant deadline,

        @Schema(type = SchemaType.OBJECT) @Nullable @JsonRawValue
        String metadata,

        @JsonIgnore @Nullable String target) {}
