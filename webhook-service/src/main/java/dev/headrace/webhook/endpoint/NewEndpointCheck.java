package dev.headrace.webhook.endpoint;

import dev.headrace.platform.api.BodyCheck;
import dev.headrace.platform.api.Violations;
import jakarta.inject.Singleton;

/** Checks a new subscription; one answer names every field that is wrong. */
@Singleton
final class NewEndpointCheck implements BodyCheck<NewEndpoint> {
    private final EndpointRules rules;

    NewEndpointCheck(EndpointRules rules) {
        this.rules = rules;
    }

    @Override
    public Class<NewEndpoint> type() {
        return NewEndpoint.class;
    }

    @Override
    public void check(NewEndpoint request, Violations violations) {
        rules.check(request, violations);
    }
}
