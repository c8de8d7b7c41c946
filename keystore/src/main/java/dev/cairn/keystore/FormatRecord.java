package dev.cairn.keystore;

import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a datastore says of the keystore in it: the layout, with its version and parameters, and how
 * many multihashes there are. It is written in the same batch as each change; a datastore that a
 * reset has not finished has none.
 *
 * @param count how many multihashes there are
 */
record FormatRecord(long count) {

  private static final String WHAT = "the format record of the keystore";
  private static final String LAYOUT =
      "cairn-keystore 1 layout=compact id-bytes=" + CompactLayout.ID_BYTES;
  private static final Pattern LINE = Pattern.compile(LAYOUT + " count=(\\d{1,18})");

  byte[] toBytes() {
    return ChecksummedLine.encode(LAYOUT + " count=" + count);
  }

  /**
   * Returns the record in a store, or nothing where it has none.
   *
   * @throws CorruptDataException if it is damaged
   * @throws DatastoreException if the keystore has another layout
   */
  static Optional<FormatRecord> read(Datastore store) {
    return store.get(CompactLayout.FORMAT).map(FormatRecord::parse);
  }

  private static FormatRecord parse(byte[] line) {
    String text = ChecksummedLine.decode(line, WHAT);
    Matcher matcher = LINE.matcher(text);
    if (!matcher.matches()) {
      throw new DatastoreException(
          "%s says '%s', and this version of Cairn reads '%s' only; open it with the version that wrote it"
              .formatted(WHAT, text, LAYOUT));
    }
    return new FormatRecord(Long.parseLong(matcher.group(1)));
  }
}
