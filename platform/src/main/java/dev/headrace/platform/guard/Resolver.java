package dev.headrace.platform.guard;

import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.headrace.platform.guard.rule.Guard;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;

/**
 * Turns a host into the one address to connect to, after the guard has seen every address of the answer. The caller
 * connects to the address, never to the name: a second resolution could answer differently (DNS rebinding).
 *
 * <p>One lookup for a name at a time, on threads of its own, so a name server that hangs holds up only its names.
 */
public final class Resolver {
    private static final int THREADS = 16;
    private static final int NAMES = 10_000;
    /** Short, so that a host that moves is followed; the check is on the very addresses that are kept. */
    private static final Duration KEEP = Duration.ofSeconds(10);

    /** Asks for the addresses of a name; blocks. */
    @FunctionalInterface
    public interface Lookup {
        List<InetAddress> addresses(String host) throws UnknownHostException;
    }

    private final Guard guard;
    private final AsyncLoadingCache<String, List<InetAddress>> names;

    public Resolver(Guard guard) {
        this(guard, host -> List.of(InetAddress.getAllByName(host)));
    }

    /** For tests, which have names of their own. */
    public Resolver(Guard guard, Lookup lookup) {
        this.guard = guard;
        this.names = Caffeine.newBuilder()
                .maximumSize(NAMES)
                .expireAfterWrite(KEEP)
                .executor(Executors.newFixedThreadPool(
                        THREADS, Thread.ofPlatform().daemon().name("dns-", 0).factory()))
                .buildAsync(lookup::addresses);
    }

    /** The address to connect to; fails with {@link AddressRefused} or {@link UnknownHostException}. */
    public CompletableFuture<InetAddress> resolve(String host) {
        Optional<Boolean> literal = guard.allowsLiteral(host);
        if (literal.isPresent()) {
            return literal.get()
                    ? CompletableFuture.completedFuture(InetAddress.ofLiteral(host))
                    : CompletableFuture.failedFuture(new AddressRefused());
        }
        return names.get(host).thenApply(this::checked);
    }

    /** One bad address refuses the whole answer: which one a stack picks must not decide. */
    private InetAddress checked(List<InetAddress> addresses) {
        if (addresses.isEmpty() || !addresses.stream().allMatch(guard::allows)) {
            throw new AddressRefused();
        }
        return addresses.getFirst();
    }
}
