package dev.cairn.repo.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import dev.cairn.datastore.Key;
import java.io.IOException;

/**
 * Teaches Jackson {@link Key}s, as values and as names of fields, in the form of {@link KeyText}.
 */
public final class KeyModule extends SimpleModule {

  private static final long serialVersionUID = 1L;

  /** For {@link java.util.ServiceLoader}. */
  public KeyModule() {
    super("dev.cairn.Key");
    addSerializer(Key.class, new ToValue());
    addDeserializer(Key.class, new FromValue());
    addKeySerializer(Key.class, new ToName());
    addKeyDeserializer(Key.class, new FromName());
  }

  private static final class ToValue extends StdScalarSerializer<Key> {

    private static final long serialVersionUID = 1L;

    ToValue() {
      super(Key.class);
    }

    @Override
    public void serialize(Key key, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeString(KeyText.of(key));
    }
  }

  private static final class ToName extends StdScalarSerializer<Key> {

    private static final long serialVersionUID = 1L;

    ToName() {
      super(Key.class);
    }

    @Override
    public void serialize(Key key, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeFieldName(KeyText.of(key));
    }
  }

  private static final class FromValue extends StdScalarDeserializer<Key> {

    private static final long serialVersionUID = 1L;

    FromValue() {
      super(Key.class);
    }

    @Override
    public Key deserialize(JsonParser json, DeserializationContext context) throws IOException {
      if (json.currentToken() != JsonToken.VALUE_STRING) {
        return context.reportInputMismatch(
            this,
            "a key is a string such as \"/a/b\", not %s",
            json.currentToken().isScalarValue() ? json.getText() : "an object or array");
      }
      String text = json.getText();
      try {
        return KeyText.parse(text);
      } catch (IllegalArgumentException e) {
        throw context.weirdStringException(text, Key.class, e.getMessage());
      }
    }

    @Override
    public Key getNullValue(DeserializationContext context) {
      return Key.ROOT;
    }
  }

  private static final class FromName extends KeyDeserializer {

    @Override
    public Key deserializeKey(String name, DeserializationContext context) throws IOException {
      try {
        return KeyText.parse(name);
      } catch (IllegalArgumentException e) {
        throw context.weirdKeyException(Key.class, name, e.getMessage());
      }
    }
  }
}
