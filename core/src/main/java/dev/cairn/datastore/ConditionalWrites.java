package dev.cairn.datastore;

/** The capability to write only where nobody else has. Each call is atomic. */
public interface ConditionalWrites {

  /**
   * Sets the value of {@code key} where it is absent.
   *
   * @param key the key
   * @param value the value, copied
   * @return whether it was absent and is set now
   */
  boolean putIfAbsent(Key key, byte[] value);

  /**
   * Sets the value of {@code key} where it is {@code expected} now.
   *
   * @param key the key
   * @param expected what it has to be, byte for byte
   * @param value the new value, copied
   * @return whether it was as expected and is replaced now
   */
  boolean replace(Key key, byte[] expected, byte[] value);
}
