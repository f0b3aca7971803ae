package dev.headrace.task.failure;

/** What helps against a failure. */
public enum Remediation {
    RETRY_IMMEDIATELY,
    RETRY_WITH_BACKOFF,
    ESCALATE_TO_ADMIN,
    FIX_CONFIGURATION,
    UPDATE_DEPENDENCIES,
    CONTACT_EXTERNAL_SERVICE,
    SCALE_RESOURCES,
    MANUAL_INVESTIGATION
}
