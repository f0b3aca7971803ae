/** One OpenAPI document of the whole suite, and the page that shows it. */
@NullMarked
package dev.headrace.gateway.docs;

import org.jspecify.annotations.NullMarked;
