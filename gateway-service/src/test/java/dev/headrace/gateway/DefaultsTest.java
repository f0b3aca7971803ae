package dev.headrace.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.gateway.apikey.AdminKeyConfig;
import dev.headrace.gateway.apikey.KeyConfig;
import dev.headrace.gateway.authn.AuthnConfig;
import dev.headrace.gateway.issuer.IssuerConfig;
import dev.headrace.gateway.limit.LimitConfig;
import dev.headrace.gateway.live.LiveConfig;
import dev.headrace.gateway.proxy.ProxyConfig;
import dev.headrace.gateway.proxy.TunnelConfig;
import dev.headrace.gateway.proxy.UpstreamConfig;
import dev.headrace.gateway.route.RouteConfig;
import dev.headrace.gateway.ticket.TicketConfig;
import dev.headrace.gateway.token.TokenConfig;
import dev.headrace.gateway.wire.WireConfig;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The defaults that the guide names. */
class DefaultsTest {
    private final SmallRyeConfig config = new SmallRyeConfigBuilder()
            .withConverter(Duration.class, 200, new DurationConverter())
            .withMapping(AdminKeyConfig.class)
            .withMapping(AuthnConfig.class)
            .withMapping(IssuerConfig.class)
            .withMapping(TicketConfig.class)
            .withMapping(TokenConfig.class)
            .withMapping(KeyConfig.class)
            .withMapping(LimitConfig.class)
            .withMapping(LiveConfig.class)
            .withMapping(ProxyConfig.class)
            .withMapping(RouteConfig.class)
            .withMapping(TunnelConfig.class)
            .withMapping(UpstreamConfig.class)
            .withMapping(WireConfig.class)
            .build();

    @Test
    void keys() {
        KeyConfig keys = config.getConfigMapping(KeyConfig.class);
        assertEquals(100_000, keys.remembered());
        assertEquals(10_000, keys.refused());
        assertEquals(256, keys.lookups());
        assertEquals(Duration.ofMillis(300), keys.watchEvery());
        assertEquals(Duration.ofMinutes(5), keys.withoutDatabase());
        assertEquals(Duration.ofSeconds(5), keys.usageEvery());
        assertEquals(90, keys.usageDays());
        assertEquals(
                Optional.empty(), config.getConfigMapping(AdminKeyConfig.class).keyFile());
    }

    @Test
    void callers() {
        AuthnConfig authn = config.getConfigMapping(AuthnConfig.class);
        assertEquals(Optional.empty(), authn.trustedProxies());
        assertEquals(30, authn.failures());
        assertEquals(30, authn.failuresPerMinute());
        assertEquals(20_000, authn.addresses());
        TokenConfig tokens = config.getConfigMapping(TokenConfig.class);
        assertEquals(Duration.ofMinutes(15), tokens.validFor());
        assertEquals(Duration.ofHours(1), tokens.longest());
        assertEquals(10_000, tokens.remembered());
        assertEquals(
                Duration.ofSeconds(30),
                config.getConfigMapping(TicketConfig.class).validFor());
        IssuerConfig issuers = config.getConfigMapping(IssuerConfig.class);
        assertEquals(Optional.empty(), issuers.file());
        assertEquals(Duration.ofMinutes(10), issuers.refreshEvery());
        assertEquals(Duration.ofSeconds(5), issuers.retryAfter());
        assertEquals(Duration.ofSeconds(3), issuers.timeout());
        assertEquals(Duration.ofHours(24), issuers.withoutIssuer());
    }

    @Test
    void proxy() {
        ProxyConfig proxy = config.getConfigMapping(ProxyConfig.class);
        assertEquals(256, proxy.connections());
        assertEquals(1, proxy.pipelining());
        assertEquals(4096, proxy.parkedConnections());
        assertEquals(2048, proxy.waiting());
        assertEquals(Duration.ofSeconds(1), proxy.connectTimeout());
        assertEquals(Duration.ofSeconds(60), proxy.keepAlive());
        assertEquals(Duration.ofSeconds(10), proxy.refusedPatience());
        assertEquals(1024, proxy.refusedWaiting());
        assertEquals(Duration.ofMillis(500), proxy.refusedRest());
        assertEquals(Duration.ofSeconds(5), proxy.queuePatience());
        assertEquals(20, proxy.breakerLeast());
        assertEquals(Duration.ofSeconds(5), proxy.breakerRest());
        assertEquals(Duration.ofMillis(300), proxy.healthEvery());
    }

    @Test
    void addresses() {
        UpstreamConfig upstreams = config.getConfigMapping(UpstreamConfig.class);
        assertEquals(List.of(URI.create("http://127.0.0.1:8081")), upstreams.task());
        assertEquals(List.of(URI.create("http://127.0.0.1:8082")), upstreams.cache());
        assertEquals(List.of(URI.create("http://127.0.0.1:8083")), upstreams.analytics());
        assertEquals(List.of(URI.create("http://127.0.0.1:8084")), upstreams.webhook());
        assertEquals(
                Optional.empty(), config.getConfigMapping(RouteConfig.class).file());
    }

    @Test
    void tunnels() {
        TunnelConfig tunnel = config.getConfigMapping(TunnelConfig.class);
        assertEquals(5000, tunnel.connections());
        assertEquals(1000, tunnel.connectionsPerCaller());
        assertEquals(262_144, tunnel.writeQueue());
        assertEquals(Duration.ofSeconds(30), tunnel.patience());
        assertEquals(Duration.ofSeconds(20), tunnel.ping());
        assertEquals(Duration.ofSeconds(60), tunnel.silence());
    }

    @Test
    void slowClients() {
        WireConfig wire = config.getConfigMapping(WireConfig.class);
        assertEquals(Duration.ofSeconds(5), wire.headPatience());
        assertEquals(Duration.ofSeconds(10), wire.bodyPatience());
        assertEquals(1024, wire.bodyLeast());
        assertEquals(Duration.ofSeconds(60), wire.silence());
    }

    @Test
    void limits() {
        LimitConfig limits = config.getConfigMapping(LimitConfig.class);
        assertTrue(limits.enabled());
        assertEquals(Optional.empty(), limits.file());
        assertEquals(Duration.ofMillis(150), limits.patience());
        assertEquals(Duration.ofMillis(500), limits.beat());
        assertEquals(100_000, limits.remembered());
    }

    @Test
    void liveEvents() {
        LiveConfig live = config.getConfigMapping(LiveConfig.class);
        assertEquals(6000, live.connections());
        assertEquals(3000, live.tenantConnections());
        assertEquals(200, live.callerConnections());
        assertEquals(20, live.subscriptions());
        assertEquals(1000, live.queue());
        assertEquals(1_048_576, live.queueBytes());
        assertEquals(67_108_864, live.allQueuesBytes());
        assertEquals(Duration.ofSeconds(10), live.patience());
        assertEquals(20, live.messages());
        assertEquals(20, live.badMessages());
        assertEquals(Duration.ofSeconds(20), live.heartbeat());
        assertEquals(Duration.ofSeconds(60), live.silence());
        assertEquals(20_000, live.recent());
        assertEquals(16_777_216, live.recentBytes());
        assertEquals(Duration.ofSeconds(60), live.linger());
        assertEquals(200_000, live.replay());
        assertEquals(Duration.ofSeconds(30), live.replayTime());
    }
}
