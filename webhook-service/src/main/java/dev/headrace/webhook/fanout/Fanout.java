package dev.headrace.webhook.fanout;

import dev.headrace.webhook.deliver.Dispatcher;
import dev.headrace.webhook.deliver.Due;
import dev.headrace.webhook.fanout.FanoutStore.Written;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes the deliveries of a batch of events. A delivery that can start at once is written already claimed and goes out
 * with the commit, without a claim of its own; should this process die, its lease runs out and another one sends it.
 */
@Singleton
public final class Fanout {
    private static final int EVENTS_PER_WRITE = 500;

    private final FanoutStore store;
    private final Dispatcher dispatcher;

    public Fanout(FanoutStore store, Dispatcher dispatcher) {
        this.store = store;
        this.dispatcher = dispatcher;
    }

    /** Durable when it completes: every subscriber's delivery of every event is in the database. */
    Uni<Void> spread(List<Notice> notices, Interest.View view) {
        return Multi.createFrom()
                .iterable(inParts(notices))
                .onItem()
                .transformToUniAndConcatenate(part -> write(part, view))
                .collect()
                .last();
    }

    /** An event may have many subscribers: so many at a time keep a statement in bounds. */
    private static List<List<Notice>> inParts(List<Notice> notices) {
        return IntStream.iterate(0, from -> from < notices.size(), from -> from + EVENTS_PER_WRITE)
                .mapToObj(from -> notices.subList(from, Math.min(from + EVENTS_PER_WRITE, notices.size())))
                .toList();
    }

    private Uni<Void> write(List<Notice> notices, Interest.View view) {
        List<Match> matches = matches(notices, view);
        if (matches.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return store.write(matches, dispatcher.lease())
                .onFailure()
                .invoke(() -> release(matches))
                .invoke(written -> go(matches, written))
                .replaceWithVoid();
    }

    /** An event that came twice in one batch counts once: only one of its rows will be written. */
    private List<Match> matches(List<Notice> notices, Interest.View view) {
        List<Match> matches = new ArrayList<>();
        Map<UUID, Notice> distinct = new LinkedHashMap<>();
        notices.forEach(notice -> distinct.putIfAbsent(notice.id(), notice));
        for (Notice notice : distinct.values()) {
            for (Subscription subscription : view.of(notice.tenant())) {
                if (subscription.wants(notice)) {
                    boolean claimed = subscription.enabled() && dispatcher.reserve(subscription.endpointId());
                    matches.add(new Match(notice, subscription, claimed));
                }
            }
        }
        return matches;
    }

    private void go(List<Match> matches, List<Written> written) {
        Map<Row, Written> rows = written.stream()
                .collect(Collectors.toMap(row -> new Row(row.endpointId(), row.eventId()), Function.identity()));
        for (Match match : matches) {
            if (match.claimed()) {
                Written row = rows.remove(Row.of(match));
                if (row == null) {
                    dispatcher.release(match.subscription().endpointId());
                } else {
                    dispatcher.send(due(match, row));
                }
            }
        }
        dispatcher.signal(rows.keySet().stream().map(Row::endpointId).distinct().toList());
    }

    private void release(List<Match> matches) {
        matches.stream()
                .filter(Match::claimed)
                .forEach(match -> dispatcher.release(match.subscription().endpointId()));
    }

    private static Due due(Match match, Written row) {
        Notice notice = match.notice();
        return new Due(
                row.endpointId(),
                row.id(),
                notice.id(),
                0,
                match.subscription().target(),
                notice.body(),
                notice.occurredAt());
    }

    private record Row(UUID endpointId, UUID eventId) {
        static Row of(Match match) {
            return new Row(match.subscription().endpointId(), match.notice().id());
        }
    }
}
