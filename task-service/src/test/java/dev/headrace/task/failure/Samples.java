package dev.headrace.task.failure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Failures with what they are: {@code TYPE | library | exception | HTTP status | message}, {@code -} for what is absent. */
record Samples(List<Sample> all) {
    record Sample(FailureType type, String library, Failure failure) {}

    static Samples of(String file) {
        try (InputStream in = Samples.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing");
            }
            return new Samples(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Samples::sample)
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Sample sample(String line) {
        String[] part = line.split(" \\| ", 5);
        String status = given(part[3]);
        Integer code = status == null ? null : Integer.valueOf(status);
        return new Sample(
                FailureType.valueOf(part[0]), part[1], new Failure(given(part[2]), given(part[4]), null, code));
    }

    private static @Nullable String given(String part) {
        return "-".equals(part) ? null : part;
    }

    /** Those of which the classifier says something else. */
    List<Sample> wrong(Classifier classifier) {
        return all.stream()
                .filter(s -> classifier.classify(s.failure(), Context.NONE).type() != s.type())
                .toList();
    }
}
