package dev.cairn.multiformats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MulticodecTest {
  @Test
  void aRowIsFoundByCodeAndByName() {
    Multicodec dagPb = Multicodec.find(Multicodec.DAG_PB).orElseThrow();

    assertThat(dagPb).isEqualTo(new Multicodec("dag-pb", Multicodec.TAG_IPLD, 0x70, "permanent"));
    assertThat(Multicodec.find("dag-pb")).containsSame(dagPb);
    assertThat(Multicodec.find("no-such-codec")).isEmpty();
    assertThat(Multicodec.find(-1)).isEmpty();
  }

  @Test
  void theConstantsAreTheWellKnownNumbers() {
    assertThat(Multicodec.CBOR).isEqualTo(0x51);
    assertThat(Multicodec.RAW).isEqualTo(0x55);
    assertThat(Multicodec.DAG_PB).isEqualTo(0x70);
    assertThat(Multicodec.DAG_CBOR).isEqualTo(0x71);
    assertThat(Multicodec.LIBP2P_KEY).isEqualTo(0x72);
    assertThat(Multicodec.GIT_RAW).isEqualTo(0x78);
    assertThat(Multicodec.DAG_JOSE).isEqualTo(0x85);
    assertThat(Multicodec.DAG_JSON).isEqualTo(0x0129);
    assertThat(Multicodec.JSON).isEqualTo(0x0200);
    assertThat(Multicodec.CAR).isEqualTo(0x0202);
    assertThat(Multicodec.CAR_INDEX_SORTED).isEqualTo(0x0400);
    assertThat(Multicodec.CAR_MULTIHASH_INDEX_SORTED).isEqualTo(0x0401);
  }

  @Test
  void aCodeIsDescribedByNameAndNumber() {
    assertThat(Multicodec.describe(0x12)).isEqualTo("sha2-256 (0x12)");
    assertThat(Multicodec.describe(0x123456)).isEqualTo("0x123456 (not in the multicodec table)");
  }

  @Test
  void theTableIsThePublishedOne() {
    List<Multicodec> published =
        PublishedVectors.rows("multicodec.csv").stream().map(MulticodecTest::codec).toList();

    assertThat(Multicodec.all()).isEqualTo(published);
  }

  private static Multicodec codec(List<String> row) {
    return new Multicodec(row.get(0), row.get(1), Long.decode(row.get(2)), row.get(3));
  }
}
