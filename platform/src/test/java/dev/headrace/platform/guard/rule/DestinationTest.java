package dev.headrace.platform.guard.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationTest {
    @Test
    void takesAUrlApart() {
        assertEquals(new Destination(true, "example.com", 443, "/"), Destination.parse("https://example.com"));
        assertEquals(
                new Destination(false, "example.com", 80, "/a?b=c%20d"),
                Destination.parse("http://example.com/a?b=c%20d"));
        assertEquals(
                new Destination(true, "2606:4700::1", 8443, "/"), Destination.parse("HTTPS://[2606:4700::1]:8443/"));
        assertEquals(new Destination(false, "1.2.3.4", 1024, "/"), Destination.parse("http://1.2.3.4:1024/"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example.com",
                "ftp://example.com/",
                "file:///etc/passwd",
                "https:///path",
                "https://user@example.com/",
                "https://user:secret@example.com/",
                "https://example.com/#part",
                "https://example.com:22/",
                "https://example.com:0/",
                "https://example.com:1023/",
                "https://example.com:65536/",
                "https://[fe80::1%25eth0]/",
                "https://exa mple.com/",
                "https://-example.com/",
                "https://0x7f.1/",
                "https://example..com/",
                "https://exämple.com/",
                "https://example.com\\@evil/",
            })
    void refusesWhatIsNoPlainHttpUrl(String url) {
        assertThrows(IllegalArgumentException.class, () -> Destination.parse(url));
    }

    @Test
    void refusesAUrlWithoutEnd() {
        assertThrows(
                IllegalArgumentException.class, () -> Destination.parse("https://example.com/" + "a".repeat(2_048)));
    }
}
