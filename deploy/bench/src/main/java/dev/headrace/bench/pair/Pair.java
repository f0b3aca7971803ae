package dev.headrace.bench.pair;

import dev.headrace.bench.shape.Sample;
import dev.headrace.bench.shape.Sizes;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measures this suite and another in turns: the one that goes first changes with every round, so that neither always
 * follows the other.
 */
public final class Pair {
    /** Both must be warm: a compiler that still works on one of them falsifies every ratio. */
    private static final int WARM_UPS = 4;

    private static final Sizes EACH = new Sizes(50, 6_000, 0, 8_000);

    private final Side ours;
    private final Side theirs;
    private final List<Sample> ourSamples = new ArrayList<>();
    private final List<Sample> theirSamples = new ArrayList<>();

    private Pair(Side ours, Side theirs) {
        this.ours = ours;
        this.theirs = theirs;
    }

    /** @param rounds measured, after the warm-up */
    public static PairReport measure(Side ours, Beside beside, int rounds) throws IOException, SQLException {
        try (Side theirs = beside.side()) {
            Pair pair = new Pair(ours, theirs);
            for (int round = -WARM_UPS; round < rounds; round++) {
                pair.turn(round);
            }
            return new PairReport(pair.ourSamples, pair.theirSamples);
        }
    }

    private void turn(int round) throws SQLException {
        List<Sample> first;
        List<Sample> second;
        String name = "pair-" + (round + WARM_UPS);
        if (round % 2 == 0) {
            first = ours.round(EACH, name);
            second = theirs.round(EACH, name);
        } else {
            second = theirs.round(EACH, name);
            first = ours.round(EACH, name);
        }
        System.err.println("round " + round + ":" + line(first, second));
        if (round >= 0) {
            ourSamples.addAll(first);
            theirSamples.addAll(second);
        }
    }

    private static String line(List<Sample> ours, List<Sample> theirs) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < ours.size(); i++) {
            double ratio = ours.get(i).rate() / theirs.get(i).rate();
            text.append(String.format(
                    Locale.ROOT,
                    "  %s %,.0f/s (%.2f)",
                    ours.get(i).shape(),
                    ours.get(i).rate(),
                    ratio));
        }
        return text.toString();
    }
}
