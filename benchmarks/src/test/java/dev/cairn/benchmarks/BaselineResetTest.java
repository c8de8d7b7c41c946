package dev.cairn.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.datastore.Key;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.keystore.KademliaId;
import dev.cairn.multiformats.Multihash;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class BaselineResetTest {

  private static final List<Multihash> MULTIHASHES = Workload.multihashes(1, 20_000);

  @Test
  void a_multihash_lies_under_its_id_as_in_the_original() {
    Multihash multihash = MULTIHASHES.get(0);

    String key = BaselineReset.key(multihash).toString();

    byte[] id = KademliaId.of(multihash).toBytes();
    String bits = key.substring(0, 32).replace("/", "");
    assertThat(Integer.parseInt(bits, 2)).isEqualTo(((id[0] & 0xff) << 8) | (id[1] & 0xff));
    assertThat(key.charAt(32)).isEqualTo('/');
    assertThat(Base64.getUrlDecoder().decode(key.substring(33)))
        .isEqualTo(Arrays.copyOfRange(id, 2, 32));
  }

  @Test
  void all_of_them_are_there_in_the_end() throws Exception {
    try (KeyValues store = new CairnStore(new MemoryDatastore())) {
      BaselineReset.fill(store, MULTIHASHES);

      assertThat(store.scan(Key.ROOT)).isEqualTo(20_000 * 34);
      assertThat(store.get(BaselineReset.key(MULTIHASHES.get(19_999))))
          .isEqualTo(MULTIHASHES.get(19_999).toBytes());
    }
  }

  @Test
  void a_put_says_how_many_were_new() throws Exception {
    try (KeyValues store = new CairnStore(new MemoryDatastore())) {
      BaselineReset.fill(store, MULTIHASHES.subList(0, 100));

      assertThat(BaselineReset.put(store, MULTIHASHES.subList(50, 150))).isEqualTo(50);
      assertThat(BaselineReset.put(store, MULTIHASHES.subList(0, 150))).isZero();
      assertThat(store.scan(Key.ROOT)).isEqualTo(150 * 34);
    }
  }
}
