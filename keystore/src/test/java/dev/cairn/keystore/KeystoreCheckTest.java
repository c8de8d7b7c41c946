package dev.cairn.keystore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.CancellationToken;
import dev.cairn.datastore.CancelledException;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.memory.MemoryDatastore;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeystoreCheckTest {

  private final MemoryDatastore store = new MemoryDatastore();
  private final DatastoreKeystore keystore = DatastoreKeystore.open(store);

  @AfterEach
  void close() {
    keystore.close();
  }

  private KeystoreCheck check() {
    return KeystoreCheck.of(keystore, CancellationToken.never(), keys -> {});
  }

  @Test
  void a_sound_keystore_is_clean_and_its_keys_are_told_as_they_are_read() {
    keystore.put(Samples.numbered(0, 3000));
    List<Long> told = new ArrayList<>();

    KeystoreCheck check = KeystoreCheck.of(keystore, CancellationToken.never(), told::add);

    assertThat(check).isEqualTo(new KeystoreCheck(3000, 0, 3000));
    assertThat(check.isClean()).isTrue();
    assertThat(told).containsExactly(1024L, 2048L);
  }

  @Test
  void a_multihash_under_the_key_of_another_id_is_found() {
    keystore.put(Samples.numbered(0, 10));
    Key right = new CompactLayout.Encoder().entry(Samples.numbered(3));
    byte[] wrong = right.toBytes();
    wrong[CompactLayout.ID_AT] ^= 1;
    store.delete(right);
    store.put(Key.ofStored(wrong), new byte[0]);

    assertThat(check()).isEqualTo(new KeystoreCheck(10, 1, 10));
    assertThat(check().isClean()).isFalse();
  }

  @Test
  void a_key_that_is_gone_is_missed() {
    keystore.put(Samples.numbered(0, 10));
    store.delete(new CompactLayout.Encoder().entry(Samples.numbered(3)));

    assertThat(check()).isEqualTo(new KeystoreCheck(9, 0, 10));
    assertThat(check().isClean()).isFalse();
  }

  @Test
  void a_check_can_be_cancelled() {
    keystore.put(Samples.numbered(0, 10));

    assertThatThrownBy(() -> KeystoreCheck.of(keystore, () -> true, keys -> {}))
        .isInstanceOf(CancelledException.class);
  }
}
