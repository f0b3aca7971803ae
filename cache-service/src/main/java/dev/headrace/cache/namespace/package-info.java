/** Namespaces: a name inside a tenant, with a time to live and a bound. */
@NullMarked
package dev.headrace.cache.namespace;

import org.jspecify.annotations.NullMarked;
