package dev.headrace.gateway.docs;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headrace.platform.api.ErrorCode;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The error catalogue: a page for each code, put into the archive by the build. A gateway without one of them does not start. */
@Singleton
@Startup
public final class ErrorPages {
    /** In the order of the catalogue, which is that of the statuses. */
    private final List<ErrorPage> pages =
            Arrays.stream(ErrorCode.values()).map(ErrorPages::page).toList();

    private final String index = read("README");

    /** What JSON says of an error in the list. */
    record Entry(ErrorCode code, int status, String title, String type) {
        static Entry of(ErrorPage page) {
            return new Entry(
                    page.code(),
                    page.code().status(),
                    page.code().title(),
                    page.code().type());
        }
    }

    List<ErrorPage> all() {
        return pages;
    }

    List<Entry> entries() {
        return pages.stream().map(Entry::of).toList();
    }

    /** The page of a code, written in whatever case. */
    Optional<ErrorPage> find(String code) {
        String upper = code.toUpperCase(Locale.ROOT);
        return pages.stream().filter(page -> page.code().name().equals(upper)).findFirst();
    }

    List<String> codes() {
        return Stream.of(ErrorCode.values()).map(Enum::name).toList();
    }

    /** The list with its introduction, as Markdown. */
    String index() {
        return index;
    }

    private static ErrorPage page(ErrorCode code) {
        return ErrorPage.parse(code, read(code.name()));
    }

    private static String read(String name) {
        try (InputStream in = ErrorPages.class.getResourceAsStream("/errors/" + name + ".md")) {
            if (in == null) {
                throw new IllegalStateException("the page " + name + " of the errors is not in the archive");
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
