package dev.headrace.task.failure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureFingerprintTest {
    private static String of(String message) {
        return FailureFingerprint.of(new Failure("E", message, null, null));
    }

    private static String at(String stack) {
        return FailureFingerprint.of(new Failure("E", "m", stack, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "connect ECONNREFUSED 10.0.0.1:5432 | connect ECONNREFUSED 10.0.0.2:5433",
                "order 4711 not found | order 12 not found",
                "user 018f0c2a-1234-7abc-8def-001122334455 is gone | user 018f0c2a-9999-7abc-8def-001122334456 is gone",
                "cannot open /tmp/a/1.csv | cannot open /srv/in/b.csv",
                "no mail to ann@example.com | no mail to bob@example.org",
                "GET https://api.example.com/v1/users/42 failed | GET https://api.example.com/v1/orders failed",
                "Key (id)=(42) already exists | Key (id)=(43) already exists",
                "object at 0x7f2c4c0a | object at 0x7f2c4c99",
                "invalid literal: 'abc-1' | invalid literal: 'xyz-22'"
            })
    void whatChangesFromTaskToTaskDoesNotCount(String one, String other) {
        assertEquals(of(one), of(other), () -> Normalised.message(one) + " / " + Normalised.message(other));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Request failed with status code 404 | Request failed with status code 503",
                "column \"name\" is null | column \"email\" is null",
                "connection refused | connection reset"
            })
    void whatNamesTheCauseCounts(String one, String other) {
        assertNotEquals(of(one), of(other));
    }

    @Test
    void linesAndFoldersOfFramesDoNotCountTheirNamesDo() {
        String java = "E: m\n\tat com.acme.Job.run(Job.java:12)\n\tat com.acme.Main.main(Main.java:3)";
        assertEquals(at(java), at(java.replace(":12", ":14")));
        assertNotEquals(at(java), at(java.replace("Job.run", "Job.stop")));

        String python = "Traceback:\n  File \"/app/main.py\", line 3, in main\n  File \"/app/job.py\", line 12, in run";
        assertEquals(at(python), at(python.replace("/app/", "/srv/v2/").replace("line 12", "line 99")));
        assertNotEquals(at(python), at(python.replace("in run", "in stop")));
    }

    @Test
    void onlyTheTopFramesCount() {
        String stack = "\tat a.A.a(A.java:1)\n\tat b.B.b(B.java:1)\n\tat c.C.c(C.java:1)\n\tat d.D.d(D.java:1)";
        assertEquals(at(stack), at(stack.replace("d.D.d", "e.E.e")));
    }
}
