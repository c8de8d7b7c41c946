package dev.cairn.repo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cairn.datastore.spec.SpecException;
import dev.cairn.datastore.spec.SpecPath;
import dev.cairn.datastore.spec.SpecProblem;
import dev.cairn.datastore.spec.SpecValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Turns JSON into the values of a description, and collects what no description can hold. */
final class SpecReader {

  private final List<SpecProblem> problems;

  /** Begins with problems that were found before. */
  SpecReader(List<SpecProblem> problems) {
    this.problems = new ArrayList<>(problems);
  }

  /** {@return the value of {@code node}; of what has none, nothing, and a problem is noted} */
  SpecValue read(SpecPath where, JsonNode node) {
    return switch (node.getNodeType()) {
      case STRING -> new SpecValue.Text(unicode(where, node.textValue()));
      case BOOLEAN -> new SpecValue.Flag(node.booleanValue());
      case NULL -> new SpecValue.Nothing();
      case NUMBER -> number(where, node);
      case ARRAY -> items(where, node);
      case OBJECT -> fields(where, node);
      case MISSING, BINARY, POJO -> refuse(where, "no JSON: there is nothing");
    };
  }

  private SpecValue number(SpecPath where, JsonNode node) {
    if (node.isIntegralNumber() && node.canConvertToLong()) {
      return new SpecValue.Whole(node.longValue());
    }
    double value = node.doubleValue();
    return node.isIntegralNumber() || Double.isInfinite(value)
        ? refuse(where, "the number " + node + " is too large")
        : new SpecValue.Decimal(value);
  }

  private SpecValue items(SpecPath where, JsonNode node) {
    List<SpecValue> items = new ArrayList<>();
    for (int i = 0; i < node.size(); i++) {
      items.add(read(where.item(i), node.get(i)));
    }
    return new SpecValue.Items(items);
  }

  private SpecValue fields(SpecPath where, JsonNode node) {
    Map<String, SpecValue> fields = new TreeMap<>();
    for (Map.Entry<String, JsonNode> property : node.properties()) {
      String name = unicode(where, property.getKey());
      fields.put(name, read(where.field(name), property.getValue()));
    }
    return SpecValue.Fields.of(fields);
  }

  /** Half a surrogate pair can be escaped in JSON, and cannot be written to any file. */
  private String unicode(SpecPath where, String text) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      refuse(where, "a text with an unpaired surrogate, which no file can hold");
    }
    return text;
  }

  private SpecValue refuse(SpecPath where, String what) {
    problems.add(new SpecProblem(where.text(), what));
    return new SpecValue.Nothing();
  }

  /**
   * Refuses what cannot be described.
   *
   * @throws SpecException with every problem, if there was any
   */
  void requireNoProblem() {
    if (!problems.isEmpty()) {
      throw new SpecException(problems);
    }
  }
}
