package dev.headrace.task.failure;

/** The rules by which failures are told apart. */
public final class Taxonomy {
    private static final Classification UNKNOWN = new Classification(
            FailureType.UNKNOWN, 0, "none", Remediation.MANUAL_INVESTIGATION, AlertLevel.MEDIUM);

    private Taxonomy() {}

    public static Taxonomy shipped() {
        return new Taxonomy();
    }

    /** What is said when no rule knows a failure. */
    Classification unknown() {
        return UNKNOWN;
    }
}
