package dev.cairn.repo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What differs between two layouts, told store by store and field by field. */
final class LayoutDifference {

  private LayoutDifference() {}

  /**
   * {@return one line for each difference; none where they are equal or one cannot be read}
   *
   * @param onDisk a text of {@code datastore_spec}, which may be damaged
   * @param configured another
   */
  static List<String> between(String onDisk, String configured) {
    try {
      return compare(
          stores(Json.MAPPER.readTree(onDisk)), stores(Json.MAPPER.readTree(configured)));
    } catch (JsonProcessingException e) {
      return List.of();
    }
  }

  private static List<String> compare(
      Map<String, Map<String, String>> onDisk, Map<String, Map<String, String>> configured) {
    List<String> lines = new ArrayList<>();
    for (String store : union(onDisk, configured)) {
      Map<String, String> was = onDisk.get(store);
      Map<String, String> is = configured.get(store);
      if (was == null) {
        lines.add(store + " is in the configuration and not on disk");
      } else if (is == null) {
        lines.add(store + " is on disk and not in the configuration");
      } else {
        for (String field : union(was, is)) {
          String before = was.getOrDefault(field, "missing");
          String now = is.getOrDefault(field, "missing");
          if (!before.equals(now)) {
            lines.add(
                "%s: `%s` is %s on disk and %s in the configuration"
                    .formatted(store, field, before, now));
          }
        }
      }
    }
    return lines;
  }

  /** {@return the fields of each store, by the words that name it} */
  private static Map<String, Map<String, String>> stores(JsonNode layout) {
    Map<String, Map<String, String>> stores = new TreeMap<>();
    collect("", layout, stores);
    return stores;
  }

  private static void collect(
      String place, JsonNode layout, Map<String, Map<String, String>> stores) {
    Optional<JsonNode> mounts = layout.optional("mounts").filter(JsonNode::isArray);
    if (mounts.isPresent()) {
      mounts.get().forEach(child -> collect(below(place, child.path("mountpoint")), child, stores));
      return;
    }
    Map<String, String> fields = new TreeMap<>();
    layout.properties().forEach(field -> fields.put(field.getKey(), field.getValue().toString()));
    stores.put(place.isEmpty() ? "the store" : "the store at " + place, fields);
  }

  private static String below(String place, JsonNode mountpoint) {
    String point = mountpoint.asText();
    return place.isEmpty() || place.equals("/") ? point : place + point;
  }

  private static SortedSet<String> union(Map<String, ?> one, Map<String, ?> other) {
    SortedSet<String> names = new TreeSet<>(one.keySet());
    names.addAll(other.keySet());
    return names;
  }
}
