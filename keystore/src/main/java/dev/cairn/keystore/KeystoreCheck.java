package dev.cairn.keystore;

import dev.cairn.datastore.CancellationToken;
import dev.cairn.datastore.CancelledException;
import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.CorruptDataException;
import dev.cairn.multiformats.Multihash;
import java.util.function.LongConsumer;

/**
 * What reading a whole keystore found: whether each multihash lies where its id says, and whether
 * they are as many as the keystore counts. A reset mends what is wrong.
 *
 * @param keys how many multihashes were read
 * @param misplaced how many of them lie under the key of another id, where a search does not find
 *     them
 * @param size how many there are by the keystore's own count
 */
public record KeystoreCheck(long keys, long misplaced, long size) {

  private static final int STEP = 1 << 10;

  /**
   * {@return what was found}
   *
   * @param view the keystore, or better a snapshot of it, which nobody changes meanwhile
   * @param cancellation asked before each multihash
   * @param progress is told now and then how many multihashes are checked
   * @throws CorruptDataException if there is a key that stands for no multihash at all
   * @throws CancelledException if it was cancelled
   */
  public static KeystoreCheck of(
      KeystoreView view, CancellationToken cancellation, LongConsumer progress) {
    long keys = 0;
    long misplaced = 0;
    try (CloseableIterator<Multihash> all = view.get(KeyspacePrefix.ALL)) {
      while (all.hasNext()) {
        cancellation.check("check the keystore");
        if (!view.contains(all.next())) {
          misplaced++;
        }
        keys++;
        if (keys % STEP == 0) {
          progress.accept(keys);
        }
      }
    }
    return new KeystoreCheck(keys, misplaced, view.size());
  }

  /** {@return whether nothing is wrong} */
  public boolean isClean() {
    return misplaced == 0 && keys == size;
  }
}
