package dev.headrace.task.policy;

import dev.headrace.task.policy.Measured.Band;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A change that what was measured speaks for. Pure.
 *
 * @param change wait_longer, wait_less or stop_retrying
 * @param baseMs the base that is recommended, in milliseconds
 * @param evidence why, with the figures
 */
public record Advice(String change, @Nullable Long baseMs, String evidence) {
    /** Below this share of successful retries something is wrong. */
    public static final double LOW = 0.3;
    /** Fewer retries than this prove nothing. */
    static final int ENOUGH = 20;

    private static final int ENOUGH_IN_BAND = 10;
    private static final double CLEARLY_BETTER = 0.2;
    private static final double HIGH = 0.9;
    private static final long LONG_MS = 10_000;

    /** What should be changed, if anything. */
    static Optional<Advice> of(Measured measured) {
        if (measured.retries() < ENOUGH) {
            return Optional.empty();
        }
        Optional<Band> better = measured.delays().stream()
                .filter(band -> band.retries() >= ENOUGH_IN_BAND && band.fromMs() > 0)
                .filter(band -> band.rate() >= measured.rate() + CLEARLY_BETTER)
                .max(Comparator.comparingDouble(Band::rate));
        if (better.isPresent()) {
            return Optional.of(waitLonger(measured, better.get()));
        }
        return measured.rate() < LOW ? Optional.of(stop(measured)) : waitLess(measured);
    }

    /** Whether so little succeeds that somebody should be told. */
    static boolean isLow(Measured measured) {
        return measured.retries() >= ENOUGH && measured.rate() < LOW;
    }

    private static Advice waitLonger(Measured all, Band band) {
        return new Advice(
                "wait_longer",
                band.fromMs(),
                String.format(
                        Locale.ROOT,
                        "%s of %d retries succeeded, but %s of the %d that waited from %d to %d ms",
                        percent(all.rate()),
                        all.retries(),
                        percent(band.rate()),
                        band.retries(),
                        band.fromMs(),
                        band.toMs()));
    }

    private static Advice stop(Measured all) {
        return new Advice(
                "stop_retrying",
                null,
                String.format(
                        Locale.ROOT,
                        "only %s of %d retries succeeded, however long they waited",
                        percent(all.rate()),
                        all.retries()));
    }

    /** Where the shortest waits do as well as all, the longer ones are wasted. */
    private static Optional<Advice> waitLess(Measured all) {
        return all.delays().stream()
                .filter(band -> band.retries() >= ENOUGH_IN_BAND)
                .findFirst()
                .filter(band -> band.rate() >= HIGH && all.rate() >= HIGH)
                .filter(band -> all.delays().getLast().toMs() >= LONG_MS && band.toMs() < LONG_MS)
                .map(band -> new Advice(
                        "wait_less",
                        Math.max(1, band.toMs()),
                        String.format(
                                Locale.ROOT,
                                "%s of the %d retries that waited at most %d ms succeeded, others waited up to %d ms",
                                percent(band.rate()),
                                band.retries(),
                                band.toMs(),
                                all.delays().getLast().toMs())));
    }

    private static String percent(double rate) {
        return Math.round(rate * 100) + " %";
    }
}
