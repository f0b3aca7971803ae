package dev.headrace.gateway.apikey;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A key right after it was made.
 *
 * @param key its text: shown this once, kept nowhere
 */
@Schema(name = "NewApiKey")
public record MadeKey(@JsonUnwrapped KeyView view, String key) {
    @Override
    public String toString() {
        return "MadeKey[" + view.prefix() + "…]";
    }
}
