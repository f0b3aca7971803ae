package dev.headrace.gateway.route;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** A YAML tree that remembers the line of everything, read strictly: no unknown and no repeated field. */
public record Yamls(String file) {

    /** A scalar, the field it stands in and its line. */
    public record Text(String field, String value, int line) {}

    /**
     * The fields of a whole file.
     *
     * @throws RouteFileException if it is no YAML, or has other fields
     */
    public static Fields read(String file, String text, Set<String> known) {
        try {
            Node root = new Yaml(new LoaderOptions()).compose(new StringReader(text));
            if (root == null) {
                throw new RouteFileException(file, 1, "the file is empty");
            }
            return new Yamls(file).fields(root, known);
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new RouteFileException(file, line, "not valid YAML: " + e.getProblem());
        }
    }

    /** The fields of a mapping. */
    public Fields fields(Node node, Set<String> known) {
        if (!(node instanceof MappingNode mapping)) {
            throw wrong(
                    node,
                    "expected fields: "
                            + String.join(", ", known.stream().sorted().toList()));
        }
        Map<String, Node> values = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String field = scalar("a field's name", tuple.getKeyNode()).value();
            if (!known.contains(field)) {
                throw wrong(
                        tuple.getKeyNode(),
                        "unknown field \"" + field + "\"; known are "
                                + String.join(", ", known.stream().sorted().toList()));
            }
            if (values.put(field, tuple.getValueNode()) != null) {
                throw wrong(tuple.getKeyNode(), "field \"" + field + "\" is there twice");
            }
        }
        return new Fields(this, line(node), values);
    }

    private Text scalar(String field, Node node) {
        if (node instanceof ScalarNode scalar) {
            return new Text(field, scalar.getValue(), line(node));
        }
        throw wrong(node, field + " must be one value");
    }

    private List<Node> items(String field, Node node) {
        if (node instanceof SequenceNode sequence && !sequence.getValue().isEmpty()) {
            return sequence.getValue();
        }
        throw wrong(node, field + " must be a list with at least one item");
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    private RouteFileException wrong(Node node, String problem) {
        return new RouteFileException(file, line(node), problem);
    }

    /** The fields of one mapping and the line it begins in. */
    public record Fields(Yamls yaml, int line, Map<String, Node> values) {
        public Text required(String field) {
            return yaml.scalar(field, node(field));
        }

        public Optional<Text> optional(String field) {
            return Optional.ofNullable(values.get(field)).map(node -> yaml.scalar(field, node));
        }

        public List<Text> texts(String field) {
            List<Text> texts = new ArrayList<>();
            for (Node item : yaml.items(field, node(field))) {
                texts.add(yaml.scalar(field, item));
            }
            return texts;
        }

        public Fields fields(String field, Set<String> known) {
            return yaml.fields(node(field), known);
        }

        public List<Fields> list(String field, Set<String> known) {
            List<Fields> all = new ArrayList<>();
            for (Node item : yaml.items(field, node(field))) {
                all.add(yaml.fields(item, known));
            }
            return all;
        }

        /** Whether the field is there. */
        public boolean has(String field) {
            return values.containsKey(field);
        }

        /** A mapping with any names: each entry as a text whose field is the name. */
        public List<Text> entries(String field) {
            if (!(node(field) instanceof MappingNode mapping)) {
                throw yaml.wrong(node(field), field + " must be names with a value each");
            }
            List<Text> entries = new ArrayList<>();
            for (NodeTuple tuple : mapping.getValue()) {
                Text name = yaml.scalar("a name", tuple.getKeyNode());
                entries.add(yaml.scalar(name.value(), tuple.getValueNode()));
            }
            return entries;
        }

        private Node node(String field) {
            @Nullable Node node = values.get(field);
            if (node == null) {
                throw new RouteFileException(yaml.file, line, "field \"" + field + "\" is missing");
            }
            return node;
        }
    }
}
