package dev.cairn.datastore;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Tells queries in the order of keys apart by what they find, the same in every process. Cursors
 * hold it, so a change here needs a new version of {@link Cursor}.
 */
final class QueryFingerprint {

  private QueryFingerprint() {}

  /** {@return the first 8 bytes of the SHA-256 of the query in words} */
  static long of(Query query) {
    byte[] words = words(query).getBytes(StandardCharsets.UTF_8);
    try {
      return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(words)).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  private static String words(Query query) {
    StringBuilder words = new StringBuilder(query.isDescending() ? "descending" : "ascending");
    words.append(" below ").append(hex(query.prefix()));
    words.append(" from ").append(hex(query.from()));
    words.append(" to ").append(hex(query.to()));
    words.append(" after ").append(hex(query.startAfter()));
    query.filters().forEach(filter -> words.append(" passing ").append(words(filter)));
    words.append(" offset ").append(query.offset());
    query.limit().ifPresent(limit -> words.append(" limit ").append(limit));
    return words.toString();
  }

  private static String words(Filter filter) {
    if (filter instanceof Filters.KeyCompare compare) {
      return "key" + compare.comparison() + hex(compare.key());
    } else if (filter instanceof Filters.ValueCompare compare) {
      return "value" + compare.comparison() + hex(compare.value());
    } else if (filter instanceof Filters.KeyPrefix beginning) {
      return "prefix" + hex(beginning.prefix());
    } else if (filter instanceof Filters.And both) {
      return "(" + words(both.left()) + "&" + words(both.right()) + ")";
    } else if (filter instanceof Filters.Or either) {
      return "(" + words(either.left()) + "|" + words(either.right()) + ")";
    } else if (filter instanceof Filters.Not not) {
      return "!" + words(not.filter());
    }
    return "function";
  }

  private static String hex(Optional<Key> key) {
    return key.map(QueryFingerprint::hex).orElse("none");
  }

  private static String hex(Key key) {
    return hex(key.bytesWithoutCopy());
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
