package dev.cairn.links;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.cairn.multiformats.Cid;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The links of dag-json: maps whose one key is {@code "/"} and whose value is the text of a CID. A
 * map that begins so and goes on is refused, as the format demands. See <a
 * href="https://ipld.io/specs/codecs/dag-json/spec/">the specification</a>.
 */
final class DagJson implements LinkExtractor {

  private static final String LINK_KEY = "/";

  private static final JsonFactory FACTORY =
      Streaming.configure(new JsonFactoryBuilder())
          // The format is UTF-8; a guess could read other bytes as other text.
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .build();

  @Override
  public List<Cid> extract(Cid cid, ByteBuffer data) {
    EncodedBlock block = new EncodedBlock("dag-json", cid, data);
    try (JsonParser in = FACTORY.createParser(block.bytes())) {
      return readDocument(block, in);
    } catch (IOException e) {
      throw block.unreadable(Streaming.offsetOf(e), e);
    }
  }

  private static List<Cid> readDocument(EncodedBlock block, JsonParser in) throws IOException {
    List<Cid> links = new ArrayList<>();
    do {
      JsonToken token = in.nextToken();
      if (token == null) {
        throw block.malformed(0, "it is empty");
      }
      while (token == JsonToken.START_OBJECT) {
        token = readStartOfMap(block, in, links);
      }
    } while (!in.getParsingContext().inRoot());
    if (in.nextToken() != null) {
      throw block.malformed(
          in.currentTokenLocation().getByteOffset(), "other text follows its end");
    }
    return List.copyOf(links);
  }

  /**
   * Reads as far into a map as is needed to know whether it is a link, and returns the last token
   * read, which may be the start of a map within it.
   */
  private static JsonToken readStartOfMap(EncodedBlock block, JsonParser in, List<Cid> links)
      throws IOException {
    JsonToken token = in.nextToken();
    if (token != JsonToken.FIELD_NAME || !in.currentName().equals(LINK_KEY)) {
      return token;
    }
    token = in.nextToken();
    if (token != JsonToken.VALUE_STRING) {
      return token;
    }
    long start = in.currentTokenLocation().getByteOffset();
    links.add(block.linkOf(in.getText(), start));
    if (in.nextToken() != JsonToken.END_OBJECT) {
      throw block.malformed(start, "the map of a link has other keys than \"/\"");
    }
    return JsonToken.END_OBJECT;
  }
}
