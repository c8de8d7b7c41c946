package dev.cairn.repo;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.cairn.datastore.spec.SpecPath;
import dev.cairn.datastore.spec.SpecProblem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds names that stand twice in one object of a JSON text. Parsers differ in which of the two
 * counts, so none should.
 */
final class RepeatedNames {

  private final JsonParser parser;
  private final List<SpecProblem> problems = new ArrayList<>();

  private RepeatedNames(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * {@return a problem for every repetition in a JSON text}
   *
   * @param parser at the beginning of the text; closed
   * @throws JsonProcessingException if it is no JSON
   * @throws IOException if it cannot be read
   */
  static List<SpecProblem> in(JsonParser parser) throws IOException {
    try (parser) {
      RepeatedNames search = new RepeatedNames(parser);
      if (parser.nextToken() != null) {
        search.value(SpecPath.ROOT);
      }
      return search.problems;
    }
  }

  /** Reads one value, whose first token is the current one. */
  private void value(SpecPath where) throws IOException {
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      Set<String> names = new HashSet<>();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        if (!names.add(name)) {
          JsonLocation at = parser.currentTokenLocation();
          problems.add(
              new SpecProblem(
                  where.field(name).text(),
                  "stands twice in one object, again at line %d, column %d; leave one out"
                      .formatted(at.getLineNr(), at.getColumnNr())));
        }
        parser.nextToken();
        value(where.field(name));
      }
    } else if (parser.currentToken() == JsonToken.START_ARRAY) {
      for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
        value(where.item(i));
      }
    }
  }
}
