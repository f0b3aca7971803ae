package dev.headrace.platform.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every code has a page, since every error names it in {@code type}; and what the page says of the code is so. */
class ErrorPagesTest {
    private static final Path PAGES = Path.of("..", "docs", "reference", "errors");
    private static final Pattern JSON = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void eachCodeHasAPageThatSaysWhatItIsAndWhatToDo(ErrorCode code) throws IOException {
        // When
        String page = Files.readString(PAGES.resolve(code.name() + ".md"));

        // Then
        assertTrue(
                page.startsWith("# " + code.name() + "\n\n**" + code.status() + "** · " + code.title() + "\n\n"), page);
        List<String> sections =
                page.lines().filter(line -> line.startsWith("## ")).toList();
        assertEquals(List.of("## Why it happens", "## What to do", "## Example"), sections);
        assertTrue(page.contains("## Example\n\n```http\n"), page);
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void itsExampleIsAnAnswerWithThisCode(ErrorCode code) throws IOException {
        // When
        JsonNode answer = example(PAGES.resolve(code.name() + ".md"));

        // Then
        assertEquals("error", answer.path("status").asText());
        assertEquals(code.name(), answer.at("/error/code").asText());
        assertEquals(code.type(), answer.at("/error/type").asText());
        assertEquals(code.title(), answer.at("/error/title").asText());
        assertEquals(code.status(), answer.at("/error/status").asInt());
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

    @Test
    void theListHasEachOnce() throws IOException {
        // Given
        List<String> rows = Arrays.stream(ErrorCode.values())
                .map(code -> "| [" + code + "](" + code + ".md) | " + code.status() + " | " + code.title() + " |")
                .toList();

        // When
        List<String> listed = Files.readString(PAGES.resolve("README.md"))
                .lines()
                .filter(line -> line.startsWith("| ["))
                .toList();

        // Then
        assertEquals(rows, listed);
    }

    private static JsonNode example(Path page) throws IOException {
        String json = JSON.matcher(Files.readString(page))
                .results()
                .map(MatchResult::group)
                .map(block -> block.substring("```json\n".length(), block.length() - "```".length()))
                .findFirst()
                .orElseThrow();
        return JsonBytes.tree(json.getBytes(StandardCharsets.UTF_8));
    }
}
