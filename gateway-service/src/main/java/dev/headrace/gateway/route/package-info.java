/** What the public port answers: the route table, read from one file and checked at start. */
@NullMarked
package dev.headrace.gateway.route;

import org.jspecify.annotations.NullMarked;
