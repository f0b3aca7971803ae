@NullMarked
package dev.headrace.gateway.apikey;

import org.jspecify.annotations.NullMarked;
