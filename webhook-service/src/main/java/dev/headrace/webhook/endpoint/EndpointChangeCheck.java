package dev.headrace.webhook.endpoint;

import dev.headrace.platform.api.BodyCheck;
import dev.headrace.platform.api.Violations;
import jakarta.inject.Singleton;

/** Checks a change of a subscription; one answer names every field that is wrong. */
@Singleton
final class EndpointChangeCheck implements BodyCheck<EndpointRequest> {
    private final EndpointRules rules;

    EndpointChangeCheck(EndpointRules rules) {
        this.rules = rules;
    }

    @Override
    public Class<EndpointRequest> type() {
        return EndpointRequest.class;
    }

    @Override
    public void check(EndpointRequest request, Violations violations) {
        rules.check(request, violations);
    }
}
