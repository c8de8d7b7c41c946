package dev.cairn.repo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cairn.datastore.spec.SpecException;
import dev.cairn.datastore.spec.SpecValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The description of a datastore between JSON and values, and the text that Kubo keeps on disk. */
final class SpecJson {

  private SpecJson() {}

  /**
   * {@return the value of {@code node}}
   *
   * @param where its place, for messages
   * @param node any JSON
   * @throws SpecException if it holds a number that is no long and no double
   */
  static SpecValue read(String where, JsonNode node) {
    return switch (node.getNodeType()) {
      case STRING -> new SpecValue.Text(node.textValue());
      case BOOLEAN -> new SpecValue.Flag(node.booleanValue());
      case NULL, MISSING -> new SpecValue.Nothing();
      case NUMBER -> readNumber(where, node);
      case ARRAY -> readItems(where, node);
      case OBJECT -> readFields(where, node);
      case BINARY, POJO -> throw new SpecException(where, "no JSON: " + node.getNodeType());
    };
  }

  private static SpecValue readNumber(String where, JsonNode node) {
    if (node.isIntegralNumber()) {
      if (!node.canConvertToLong()) {
        throw new SpecException(where, "the number " + node + " is too large");
      }
      return new SpecValue.Whole(node.longValue());
    }
    return new SpecValue.Decimal(node.doubleValue());
  }

  private static SpecValue readItems(String where, JsonNode node) {
    List<SpecValue> items = new ArrayList<>();
    for (int i = 0; i < node.size(); i++) {
      items.add(read(where + "[" + i + "]", node.get(i)));
    }
    return new SpecValue.Items(items);
  }

  private static SpecValue readFields(String where, JsonNode node) {
    Map<String, SpecValue> fields = new TreeMap<>();
    node.properties()
        .forEach(p -> fields.put(p.getKey(), read(where + "." + p.getKey(), p.getValue())));
    return SpecValue.Fields.of(fields);
  }

  /** {@return {@code value} as JSON, the fields of objects sorted by name} */
  static JsonNode write(SpecValue value) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    if (value instanceof SpecValue.Text text) {
      return nodes.textNode(text.value());
    } else if (value instanceof SpecValue.Whole whole) {
      return nodes.numberNode(whole.value());
    } else if (value instanceof SpecValue.Decimal decimal) {
      return nodes.numberNode(decimal.value());
    } else if (value instanceof SpecValue.Flag flag) {
      return nodes.booleanNode(flag.value());
    } else if (value instanceof SpecValue.Items items) {
      ArrayNode array = nodes.arrayNode();
      items.values().forEach(item -> array.add(write(item)));
      return array;
    } else if (value instanceof SpecValue.Fields fields) {
      ObjectNode object = nodes.objectNode();
      fields.values().forEach((name, field) -> object.set(name, write(field)));
      return object;
    }
    return nodes.nullNode();
  }

  /**
   * {@return the text of {@code value} as Go's {@code json.Marshal} writes a map: compact, sorted,
   * with {@code <}, {@code >} and {@code &} and the two Unicode line separators escaped} Kubo
   * compares these texts byte by byte.
   */
  static String canonicalText(SpecValue value) {
    return write(value)
        .toString()
        .replace("&", "\\u0026")
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029");
  }
}
