package dev.cairn.repo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cairn.datastore.spec.Spec;
import dev.cairn.datastore.spec.SpecException;
import dev.cairn.datastore.spec.SpecPath;
import dev.cairn.datastore.spec.SpecProblem;
import dev.cairn.datastore.spec.SpecValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The description of a datastore as JSON: what Kubo keeps under {@code Datastore.Spec} of its
 * configuration.
 *
 * <pre>{@code
 * Spec spec = SpecJson.read("{\"type\":\"levelds\",\"path\":\"datastore\"}");
 * Repository.check(spec).requireNone();
 * }</pre>
 */
public final class SpecJson {

  private SpecJson() {}

  /**
   * {@return the description that {@code json} holds} It is not checked for fields and types; that
   * does {@link Repository#check(Spec)}.
   *
   * @param json an object
   * @throws SpecException with everything that is wrong with it: if it is no JSON or no object, or
   *     holds a name twice in one object, a number that is too large, or a text that is no Unicode
   */
  public static Spec read(String json) {
    List<SpecProblem> repeated;
    JsonNode node;
    try {
      repeated = RepeatedNames.in(Json.MAPPER.createParser(json));
      node = Json.MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new SpecException(SpecPath.ROOT.text(), "no JSON: " + Json.complaint(e), e);
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory can always be read", e);
    }
    SpecReader reader = new SpecReader(repeated);
    SpecValue value = reader.read(SpecPath.ROOT, node);
    reader.requireNoProblem();
    return Spec.of(SpecPath.ROOT, value);
  }

  /**
   * {@return a description as JSON over several lines, the fields of objects sorted by name}
   *
   * @param spec any description
   */
  public static String write(Spec spec) {
    return Json.pretty(toNode(spec.fields()));
  }

  /** {@return {@code value} as JSON, the fields of objects sorted by name} */
  static JsonNode toNode(SpecValue value) {
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
      items.values().forEach(item -> array.add(toNode(item)));
      return array;
    } else if (value instanceof SpecValue.Fields fields) {
      ObjectNode object = nodes.objectNode();
      fields.values().forEach((name, field) -> object.set(name, toNode(field)));
      return object;
    }
    return nodes.nullNode();
  }
}
