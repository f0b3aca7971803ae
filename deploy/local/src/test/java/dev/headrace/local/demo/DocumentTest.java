package dev.headrace.local.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentTest {

    @Test
    void findsTheProjectsOwnMarkdownFiles(@TempDir Path root) throws Exception {
        for (String name : List.of("README.md", "docs/a.md", "docs/a.txt", "x/target/b.md", ".headrace/c.md")) {
            Path file = root.resolve(name);
            Files.createDirectories(file.resolve("..").normalize());
            Files.writeString(file, "in " + name);
        }

        List<Document> found = Document.below(root);

        assertEquals(
                List.of(new Document("README.md", "in README.md"), new Document("docs/a.md", "in docs/a.md")), found);
    }
}
