package dev.cairn.repo;

import dev.cairn.datastore.spec.SpecValue;
import java.math.BigDecimal;
import java.util.Map;

/**
 * The text that Kubo keeps in {@code datastore_spec}, which it compares byte by byte: JSON as Go's
 * {@code json.Marshal} writes a map. It is compact, sorted by name, and escapes besides what JSON
 * demands {@code <}, {@code >}, {@code &} and the two Unicode line separators, in small hexadecimal
 * digits.
 */
final class KuboText {

  private final StringBuilder text = new StringBuilder();

  private KuboText() {}

  static String of(SpecValue value) {
    KuboText writer = new KuboText();
    writer.value(value);
    return writer.text.toString();
  }

  private void value(SpecValue value) {
    if (value instanceof SpecValue.Text string) {
      string(string.value());
    } else if (value instanceof SpecValue.Items items) {
      String before = "[";
      for (SpecValue item : items.values()) {
        text.append(before);
        value(item);
        before = ",";
      }
      text.append(items.values().isEmpty() ? "[]" : "]");
    } else if (value instanceof SpecValue.Fields fields) {
      String before = "{";
      for (Map.Entry<String, SpecValue> field : fields.values().entrySet()) {
        text.append(before);
        string(field.getKey());
        text.append(':');
        value(field.getValue());
        before = ",";
      }
      text.append(fields.values().isEmpty() ? "{}" : "}");
    } else if (value instanceof SpecValue.Decimal decimal) {
      text.append(BigDecimal.valueOf(decimal.value()).stripTrailingZeros().toPlainString());
    } else {
      text.append(value); // whole numbers, true, false and null show themselves as JSON does
    }
  }

  private void string(String string) {
    text.append('"');
    string.chars().forEach(c -> character((char) c));
    text.append('"');
  }

  private void character(char c) {
    switch (c) {
      case '"', '\\' -> text.append('\\').append(c);
      case '\b' -> text.append("\\b");
      case '\f' -> text.append("\\f");
      case '\n' -> text.append("\\n");
      case '\r' -> text.append("\\r");
      case '\t' -> text.append("\\t");
      case '<', '>', '&', '\u2028', '\u2029' -> escape(c);
      default -> {
        if (c < ' ') {
          escape(c);
        } else {
          text.append(c);
        }
      }
    }
  }

  private void escape(char c) {
    text.append("\\u%04x".formatted((int) c));
  }
}
