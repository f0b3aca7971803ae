package dev.headrace.webhook.endpoint;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A subscription as it is stored. */
@Entity
@Table(name = "endpoint")
public class Endpoint {
    private static final String SEPARATOR = ": ";

    @Id
    private UUID id;

    @Column
    private String tenant;

    @Column
    private String owner;

    @Column(name = "own_only")
    private boolean ownOnly;

    @Column
    private String url;

    @Column
    private String[] events;

    @Column
    private @Nullable String description;

    @Column
    private String[] headers;

    @Column
    private String secret;

    @Column
    @Enumerated(EnumType.STRING)
    private EndpointState state;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "updated_at")
    private Instant updatedAt;

    /** For Hibernate. */
    protected Endpoint() {}

    /** A new subscription of the caller; the request has been checked. */
    static Endpoint create(UUID id, Scope scope, EndpointRequest request, String secret, Instant now) {
        Endpoint endpoint = new Endpoint();
        endpoint.id = id;
        endpoint.tenant = scope.tenant();
        endpoint.owner = scope.subject();
        endpoint.ownOnly = scope.ownOnly();
        endpoint.secret = secret;
        endpoint.createdAt = now;
        endpoint.headers = new String[0];
        endpoint.state = EndpointState.ENABLED;
        return endpoint.change(request, now);
    }

    /** Takes over what the request names; the request has been checked. */
    Endpoint change(EndpointRequest request, Instant now) {
        url = Objects.requireNonNullElse(request.url(), url);
        events = request.events() == null ? events : request.events().toArray(String[]::new);
        description = request.description() == null ? description : request.description();
        headers = request.headers() == null ? headers : lines(request.headers());
        state = Objects.requireNonNullElse(request.state(), state);
        updatedAt = now;
        return this;
    }

    boolean isVisibleTo(Scope scope) {
        return tenant.equals(scope.tenant()) && (!scope.ownOnly() || owner.equals(scope.subject()));
    }

    /**
     * As callers see it.
     *
     * @param withSecret only in the answer to its creation
     */
    EndpointView view(boolean withSecret) {
        return new EndpointView(
                id,
                url,
                List.of(events),
                description,
                headers(List.of(headers)),
                state,
                owner,
                ownOnly,
                withSecret ? secret : null,
                createdAt,
                updatedAt);
    }

    /** The headers of stored lines, each {@code name: value}. */
    public static Map<String, String> headers(List<String> lines) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line : lines) {
            int separator = line.indexOf(SEPARATOR);
            headers.put(line.substring(0, separator), line.substring(separator + SEPARATOR.length()));
        }
        return headers;
    }

    private static String[] lines(Map<String, String> headers) {
        return headers.entrySet().stream()
                .map(header -> header.getKey() + SEPARATOR + header.getValue())
                .toArray(String[]::new);
    }
}
