package dev.headrace.platform.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every code has a page, since every error names it in {@code type}. */
class ErrorPagesTest {
    private static final Path PAGES = Path.of("..", "docs", "errors");

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void eachCodeHasAPageThatSaysWhatItIsAndWhatToDo(ErrorCode code) throws IOException {
        // When
        String page = Files.readString(PAGES.resolve(code.name() + ".md"));

        // Then
        assertTrue(
                page.startsWith("# " + code.name() + "\n\n**" + code.status() + "** · " + code.title() + "\n"), page);
        assertTrue(page.contains("\n**Usual cause.** "), page);
        assertTrue(page.contains("\n**What to do.** "), page);
    }

    @Test
    void eachPageIsOfACode() throws IOException {
        // Given
        Set<String> codes = Arrays.stream(ErrorCode.values())
                .map(code -> code.name() + ".md")
                .collect(Collectors.toSet());
        codes.add("README.md");

        // When
        Set<String> pages;
        try (var files = Files.list(PAGES)) {
            pages = files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }

        // Then
        assertEquals(codes, pages);
    }
}
