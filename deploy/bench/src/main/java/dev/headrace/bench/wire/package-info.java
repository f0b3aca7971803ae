/** HTTP/1.1 on non-blocking sockets and one thread, to cost the machine under test as little as possible. */
@NullMarked
package dev.headrace.bench.wire;

import org.jspecify.annotations.NullMarked;
