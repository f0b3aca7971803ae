package dev.headrace.gateway.apikey;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;

/** Keeps modes as they are in a key's text. */
@Converter
public class KeyModes implements AttributeConverter<KeyMode, String> {
    @Override
    public String convertToDatabaseColumn(KeyMode mode) {
        return mode.wire();
    }

    @Override
    public KeyMode convertToEntityAttribute(String wire) {
        KeyMode mode = KeyMode.of(wire);
        if (mode == null) {
            throw new IllegalStateException("unknown mode of an API key: " + wire);
        }
        return mode;
    }
}
