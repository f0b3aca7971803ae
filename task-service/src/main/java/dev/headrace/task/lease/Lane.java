package dev.headrace.task.lease;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The polls of one shape, in the order in which they came. Guarded by the dispatcher. */
final class Lane {
    private final Shape shape;
    private final LinkedHashSet<Poll> polls = new LinkedHashSet<>();
    private boolean claiming;
    private boolean claimAgain;

    Lane(Shape shape) {
        this.shape = shape;
    }

    Shape shape() {
        return shape;
    }

    void add(Poll poll) {
        polls.add(poll);
    }

    void remove(Poll poll) {
        polls.remove(poll);
    }

    boolean has(Poll poll) {
        return polls.contains(poll);
    }

    int size() {
        return polls.size();
    }

    boolean isEmpty() {
        return polls.isEmpty() && !claiming;
    }

    List<Poll> polls() {
        return new ArrayList<>(polls);
    }

    /** A poll that a handing-over submit may use. */
    @Nullable
    Poll open(Object holder) {
        for (Poll poll : polls) {
            if (poll.hasRoomFor(holder)) {
                return poll;
            }
        }
        return null;
    }

    /** Whether a claim may start now. If one is under way, it is followed by another. */
    boolean beginClaim() {
        if (claiming) {
            claimAgain = true;
            return false;
        }
        claiming = true;
        claimAgain = false;
        return true;
    }

    /** Ends the claim; returns whether somebody asked for another one meanwhile. */
    boolean endClaim() {
        claiming = false;
        return claimAgain;
    }

    /** Takes the polls that nobody else may fill, for a claim of at most {@code most} places. */
    List<Poll> take(int most) {
        List<Poll> taken = new ArrayList<>();
        int places = 0;
        for (Iterator<Poll> i = polls.iterator(); i.hasNext() && places < most; ) {
            Poll poll = i.next();
            if (poll.isFree()) {
                poll.hold(this);
                taken.add(poll);
                places += poll.max();
            }
        }
        return taken;
    }
}
