package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * A key that one thread writes, one version after another, while others read it: the model that
 * says what they may see. Every fifth version, and the state before the first, is absence.
 */
final class VersionedKey {

  private static final int SIZE = 600;

  final Key key;
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();

  VersionedKey(Key key) {
    this.key = key;
  }

  /** Begins the next version. Called by the writer alone. */
  int begin() {
    return begun.incrementAndGet();
  }

  /** The write of the version that was begun last has returned. */
  void finish() {
    done.set(begun.get());
  }

  static boolean isAbsence(int version) {
    return version % 5 == 0;
  }

  /**
   * The value of a version: whoever sees a part of one and a part of another sees that it is so.
   */
  byte[] value(int version) {
    byte[] value = new byte[SIZE + version % 50];
    Arrays.fill(value, (byte) version);
    ByteBuffer.wrap(value).putInt(key.hashCode()).putInt(version);
    return value;
  }

  /** What a reader knows before it looks: no older version may be seen. */
  Look look() {
    return new Look(done.get());
  }

  /** One look at the key. */
  final class Look {
    private final int oldest;

    private Look(int oldest) {
      this.oldest = oldest;
    }

    /** Asserts that what was seen was there between the beginning of the look and now. */
    void saw(Optional<byte[]> value) {
      int newest = begun.get();
      if (value.isPresent()) {
        assertThat(versionOf(value.get())).as("version of %s", key).isBetween(oldest, newest);
      } else {
        assertThat(wasAbsentBetween(oldest, newest))
            .as("%s is absent, and no version from %d to %d is absence", key, oldest, newest)
            .isTrue();
      }
    }

    void saw(Entry entry) {
      saw(Optional.of(entry.value()));
    }
  }

  private int versionOf(byte[] value) {
    assertThat(value.length).as("length of the value of %s", key).isGreaterThanOrEqualTo(SIZE);
    ByteBuffer header = ByteBuffer.wrap(value);
    assertThat(header.getInt())
        .as("the key for which the value of %s was made", key)
        .isEqualTo(key.hashCode());
    int version = header.getInt();
    assertThat(value).as("version %d of %s, whole", version, key).isEqualTo(value(version));
    return version;
  }

  private static boolean wasAbsentBetween(int oldest, int newest) {
    return newest - oldest >= 4
        || IntStream.rangeClosed(oldest, newest).anyMatch(VersionedKey::isAbsence);
  }
}
