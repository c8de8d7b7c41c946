package dev.cairn.datastore;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * The name of one value: an immutable path such as {@code /blocks/CIQ…}, held as bytes.
 *
 * <p>A key begins with {@code /} and consists of components that {@code /} separates. {@link
 * #of(String)} cleans its argument just as go-datastore's {@code NewKey} does (that is, as Go's
 * {@code path.Clean} with a slash put in front): repeated slashes, {@code .} and {@code ..}, and a
 * trailing slash go away, every other byte stays. {@link #raw(byte[])} cleans nothing, so that
 * binary names survive; such a key has the given bytes as its one component below the root.
 *
 * <p>Keys are equal when their bytes are equal, and ordered as unsigned bytes: the one order of the
 * whole library, and that of the engines. (It differs from component-wise order for bytes below
 * {@code /}: {@code /a-b} comes before {@code /a/b}.)
 *
 * <p>Comparing keys and testing for prefixes allocates nothing.
 */
public final class Key implements Comparable<Key> {

  /** The key {@code /}, ancestor of every other key. */
  public static final Key ROOT = new Key(new byte[] {'/'});

  private final byte[] bytes;

  /** Reckoned when it is first asked for, since most keys of a listing never are; 0 until then. */
  private int hash;

  /** Takes ownership of {@code bytes}, which begin with a slash. */
  private Key(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * {@return the key that {@code path} names after cleaning} The empty string is the root.
   *
   * @param path any text; it is taken as UTF-8
   * @throws IllegalArgumentException if {@code path} holds an unpaired surrogate, which has no
   *     UTF-8 form
   */
  public static Key of(String path) {
    return clean(PathCleaner.utf8(path));
  }

  /**
   * {@return the key that {@code path} names after cleaning, for names that are no text}
   *
   * @param path any bytes; not kept
   */
  public static Key of(byte[] path) {
    return clean(path.clone());
  }

  /**
   * {@return the key whose bytes are a slash followed by exactly {@code name}: nothing is cleaned,
   * and the name counts as one component below the root} For binary names, which cleaning would
   * damage.
   *
   * @param name any bytes; not kept
   */
  public static Key raw(byte[] name) {
    byte[] bytes = new byte[name.length + 1];
    bytes[0] = '/';
    System.arraycopy(name, 0, bytes, 1, name.length);
    return new Key(bytes);
  }

  /**
   * {@return the key of bytes as a store holds them, uncleaned: the inverse of {@link #toBytes()},
   * for engines}
   *
   * @param stored bytes that begin with a slash; not kept
   * @throws IllegalArgumentException if {@code stored} does not begin with a slash
   */
  public static Key ofStored(byte[] stored) {
    return ofStoredWithoutCopy(stored.clone());
  }

  /**
   * {@return the key of bytes as a store holds them, which it takes over without a copy: the
   * inverse of {@link #bytesWithoutCopy()}, for engines}
   *
   * <p><b>Warning:</b> whoever writes to the array afterwards breaks every map that holds the key.
   *
   * @param stored bytes that begin with a slash; handed over: not to be changed afterwards
   * @throws IllegalArgumentException if {@code stored} does not begin with a slash
   */
  public static Key ofStoredWithoutCopy(byte[] stored) {
    if (stored.length == 0 || stored[0] != '/') {
      throw new IllegalArgumentException(
          "a stored key begins with '/', this one does not: " + KeyText.hex(stored));
    }
    return new Key(stored);
  }

  /**
   * {@return the key that {@link #toString()} shows as {@code text}: {@code hex:} followed by
   * hexadecimal digits is a {@linkplain #raw raw} key, anything else is {@linkplain #of(String)
   * cleaned}}
   *
   * @param text a path, or {@code hex:} and pairs of hexadecimal digits
   * @throws IllegalArgumentException if what follows {@code hex:} is not hexadecimal
   */
  public static Key parse(String text) {
    return KeyText.parse(text);
  }

  /**
   * {@return the key of these components, joined by slashes and cleaned; of none, the root}
   *
   * @param namespaces the components, from the top
   * @throws IllegalArgumentException if the text holds an unpaired surrogate, which has no UTF-8
   *     form
   */
  public static Key ofNamespaces(Collection<String> namespaces) {
    return of(String.join("/", namespaces));
  }

  /**
   * {@return a key of one component that no other call returns: 32 hexadecimal digits of a UUID}
   */
  public static Key random() {
    return of(UUID.randomUUID().toString().replace("-", ""));
  }

  private static Key clean(byte[] owned) {
    byte[] cleaned = PathCleaner.clean(owned);
    return cleaned.length == 1 ? ROOT : new Key(cleaned);
  }

  /** {@return the number of bytes, the leading slash included} */
  public int length() {
    return bytes.length;
  }

  /**
   * {@return the byte at {@code index}}
   *
   * @param index from 0, the leading slash
   * @throws ArrayIndexOutOfBoundsException if {@code index} is not below {@link #length()}
   */
  public byte byteAt(int index) {
    return bytes[index];
  }

  /** {@return the bytes, the leading slash included, in an array that is the caller's} */
  public byte[] toBytes() {
    return bytes.clone();
  }

  /**
   * {@return the bytes without a copy, the leading slash included}
   *
   * <p><b>Warning:</b> the array is this key's own; whoever writes to it breaks every map that
   * holds the key. For engines that hand it straight to a native call.
   */
  public byte[] bytesWithoutCopy() {
    return bytes;
  }

  /** {@return whether this is the root, {@code /}} */
  public boolean isRoot() {
    return bytes.length == 1;
  }

  /**
   * {@return whether every byte of {@code prefix} stands at the front of this key, regardless of
   * component borders: {@code /ab} starts with {@code /a}}
   *
   * @param prefix any number of bytes, also 0; not kept
   */
  public boolean startsWith(byte[] prefix) {
    return prefix.length <= bytes.length
        && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }

  /**
   * {@return whether {@code other} lies strictly below this key; the root has all others below it}
   *
   * @param other any key
   */
  public boolean isAncestorOf(Key other) {
    if (isRoot()) {
      return other.bytes.length > 1;
    }
    return other.bytes.length > bytes.length
        && other.bytes[bytes.length] == '/'
        && other.startsWith(bytes);
  }

  /**
   * {@return whether this key lies strictly below {@code other}}
   *
   * @param other any key
   */
  public boolean isDescendantOf(Key other) {
    return other.isAncestorOf(this);
  }

  /**
   * {@return whether this key has exactly one component (or none: the root counts as top level)}
   */
  public boolean isTopLevel() {
    return lastSlash() == 0;
  }

  /**
   * {@return {@code relative} moved below this key: its bytes put behind this key's, uncleaned} The
   * inverse of {@link #relativeTo}.
   *
   * @param relative any key
   */
  public Key child(Key relative) {
    if (isRoot()) {
      return relative;
    }
    if (relative.isRoot()) {
      return this;
    }
    return new Key(concat(bytes, relative.bytes));
  }

  /**
   * {@return the key of {@code path} below this one, cleaned: so {@code ..} climbs, as in
   * go-datastore's {@code ChildString}}
   *
   * @param path any text; it is taken as UTF-8
   * @throws IllegalArgumentException if the text holds an unpaired surrogate, which has no UTF-8
   *     form
   */
  public Key child(String path) {
    return of(concat(bytes, PathCleaner.utf8("/" + path)));
  }

  /**
   * {@return this key as seen from {@code ancestor}: the inverse of {@link #child(Key)}}
   *
   * @param ancestor the key from which it is seen
   * @throws IllegalArgumentException if this key neither is {@code ancestor} nor lies below it
   */
  public Key relativeTo(Key ancestor) {
    if (ancestor.isRoot()) {
      return this;
    }
    if (equals(ancestor)) {
      return ROOT;
    }
    if (!ancestor.isAncestorOf(this)) {
      throw new IllegalArgumentException(this + " does not lie below " + ancestor);
    }
    return new Key(Arrays.copyOfRange(bytes, ancestor.bytes.length, bytes.length));
  }

  /** {@return the key without its last component; the root is its own parent} */
  public Key parent() {
    int slash = lastSlash();
    return slash == 0 ? ROOT : new Key(Arrays.copyOf(bytes, slash));
  }

  /** {@return {@code /type} under the parent: this key without the name of its last component} */
  public Key path() {
    int start = lastSlash() + 1;
    int colon = bytes.length - 1;
    while (colon > start && bytes[colon] != ':') {
      colon--;
    }
    return clean(Arrays.copyOf(bytes, Math.max(colon, start)));
  }

  /**
   * {@return the key with {@code :instance} put behind its last component}
   *
   * @param instance any text; it is taken as UTF-8
   * @throws IllegalArgumentException if the text holds an unpaired surrogate, which has no UTF-8
   *     form
   */
  public Key instance(String instance) {
    return of(concat(bytes, PathCleaner.utf8(":" + instance)));
  }

  /** {@return the key with its components in reverse order} */
  public Key reverse() {
    List<byte[]> components = components();
    byte[] reversed = new byte[bytes.length];
    int at = 0;
    for (int i = components.size() - 1; i >= 0; i--) {
      byte[] component = components.get(i);
      reversed[at++] = '/';
      System.arraycopy(component, 0, reversed, at, component.length);
      at += component.length;
    }
    return new Key(reversed);
  }

  /**
   * {@return the components in order, decoded as UTF-8 (with U+FFFD for what is not); of the root,
   * one empty component}
   */
  public List<String> namespaces() {
    return components().stream().map(c -> new String(c, StandardCharsets.UTF_8)).toList();
  }

  /** {@return the first component; of the root, the empty string} */
  public String rootNamespace() {
    return namespaces().get(0);
  }

  /** {@return the last component; of the root, the empty string} */
  public String baseNamespace() {
    int slash = lastSlash();
    return new String(bytes, slash + 1, bytes.length - slash - 1, StandardCharsets.UTF_8);
  }

  /** {@return the part of the last component before its last colon; without a colon, nothing} */
  public String type() {
    String base = baseNamespace();
    int colon = base.lastIndexOf(':');
    return colon < 0 ? "" : base.substring(0, colon);
  }

  /** {@return the part of the last component after its last colon; without a colon, all of it} */
  public String name() {
    String base = baseNamespace();
    return base.substring(base.lastIndexOf(':') + 1);
  }

  /** Compares as unsigned bytes, a prefix before what it is a prefix of. */
  @Override
  public int compareTo(Key other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return this == other || (other instanceof Key that && Arrays.equals(bytes, that.bytes));
  }

  @Override
  public int hashCode() {
    int known = hash;
    if (known == 0) {
      known = Arrays.hashCode(bytes);
      hash = known; // two threads that race here write the same
    }
    return known;
  }

  /**
   * {@return the path as text where {@link #parse} would give this same key back and all of it can
   * be printed, otherwise {@code hex:} and the digits of all bytes after the leading slash}
   */
  @Override
  public String toString() {
    return KeyText.show(bytes);
  }

  private int lastSlash() {
    int at = bytes.length - 1;
    while (bytes[at] != '/') {
      at--;
    }
    return at;
  }

  private List<byte[]> components() {
    List<byte[]> components = new ArrayList<>();
    int start = 1;
    for (int at = 1; at <= bytes.length; at++) {
      if (at == bytes.length || bytes[at] == '/') {
        components.add(Arrays.copyOfRange(bytes, start, at));
        start = at + 1;
      }
    }
    return components;
  }

  static byte[] concat(byte[] first, byte[] second) {
    byte[] joined = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    return joined;
  }
}
