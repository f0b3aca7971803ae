package dev.headrace.gateway.route;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** A YAML tree that remembers the line of everything, read strictly: no unknown and no repeated field. */
record Yamls(String file) {

    /** A scalar, the field it stands in and its line. */
    record Text(String field, String value, int line) {}

    /** The fields of a mapping. */
    Fields fields(Node node, Set<String> known) {
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
    record Fields(Yamls yaml, int line, Map<String, Node> values) {
        Text required(String field) {
            return yaml.scalar(field, node(field));
        }

        Optional<Text> optional(String field) {
            return Optional.ofNullable(values.get(field)).map(node -> yaml.scalar(field, node));
        }

        List<Text> texts(String field) {
            List<Text> texts = new ArrayList<>();
            for (Node item : yaml.items(field, node(field))) {
                texts.add(yaml.scalar(field, item));
            }
            return texts;
        }

        Fields fields(String field, Set<String> known) {
            return yaml.fields(node(field), known);
        }

        List<Fields> list(String field, Set<String> known) {
            List<Fields> all = new ArrayList<>();
            for (Node item : yaml.items(field, node(field))) {
                all.add(yaml.fields(item, known));
            }
            return all;
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
