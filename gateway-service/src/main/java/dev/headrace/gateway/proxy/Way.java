package dev.headrace.gateway.proxy;

import dev.headrace.gateway.limit.Admission;

/** What a request needs on its way to a service, besides itself. */
record Way(Upstream upstream, Admission admission, Drain drain) {}
