package dev.cairn.mount;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.mount.HashNotAllowedException.Reason;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.HashFunction;
import dev.cairn.multiformats.Multicodec;
import dev.cairn.multiformats.Multihash;
import java.nio.ByteBuffer;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What boxo's verifcid tests, and the store that applies it. */
class HashPolicyTest {

  private static final HashPolicy DEFAULTS = HashPolicy.defaults();

  private static Multihash multihash(String function, int digestSize) {
    long code =
        Multicodec.find(function)
            .map(Multicodec::code)
            .orElseThrow(() -> new AssertionError("no function " + function));
    return Multihash.of(code, new byte[digestSize]);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sha1", "sha2-256", "sha2-512", "dbl-sha2-256", "sha3-224", "sha3-256", "sha3-384",
        "sha3-512", "keccak-224", "keccak-256", "keccak-384", "keccak-512", "shake-256", "blake3",
        "blake2b-160", "blake2b-256", "blake2b-512", "blake2s-160", "blake2s-256", "identity"
      })
  void the_default_allows_what_verifcid_allows(String function) {
    assertThat(DEFAULTS.allows(multihash(function, 32))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "blake2b-40",
        "blake2b-152",
        "blake2s-152",
        "murmur3-x64-64",
        "md5",
        "sha2-384",
        "sha2-224",
        "shake-128",
        "poseidon-bls12_381-a2-fc1"
      })
  void the_default_refuses_every_other_function(String function) {
    assertThat(DEFAULTS.allows(multihash(function, 32))).isFalse();
    assertThatThrownBy(() -> DEFAULTS.check(Cid.rawOf(multihash(function, 32))))
        .asInstanceOf(type(HashNotAllowedException.class))
        .satisfies(
            refusal -> {
              assertThat(refusal.reason()).isEqualTo(Reason.FUNCTION);
              assertThat(Multicodec.find(refusal.function()).orElseThrow().name())
                  .isEqualTo(function);
              assertThat(refusal).hasMessageContaining(function);
            });
  }

  @Test
  void a_function_that_nobody_knows_is_named_by_its_number() {
    Cid unknown = Cid.rawOf(Multihash.of(0x3fffff, new byte[32]));

    assertThatThrownBy(() -> DEFAULTS.check(unknown)).hasMessageContaining("0x3fffff");
  }

  @ParameterizedTest
  @CsvSource({
    "sha2-256, 16, DIGEST_TOO_SHORT, 20",
    "sha2-256, 19, DIGEST_TOO_SHORT, 20",
    "sha2-256, 0, DIGEST_TOO_SHORT, 20",
    "blake3, 129, DIGEST_TOO_LONG, 128",
    "blake3, 1000, DIGEST_TOO_LONG, 128",
    "identity, 129, DIGEST_TOO_LONG, 128",
    "identity, 1024, DIGEST_TOO_LONG, 128"
  })
  void a_digest_beyond_a_limit_is_refused_with_what_was_got_and_the_limit(
      String function, int size, Reason reason, int limit) {
    Multihash multihash = multihash(function, size);

    assertThat(DEFAULTS.allows(multihash)).isFalse();
    assertThatThrownBy(() -> DEFAULTS.check(Cid.rawOf(multihash)))
        .hasMessageContaining(function)
        .hasMessageContaining(size + " bytes")
        .hasMessageContaining(Integer.toString(limit))
        .asInstanceOf(type(HashNotAllowedException.class))
        .satisfies(
            refusal -> {
              assertThat(refusal.reason()).isEqualTo(reason);
              assertThat(refusal.digestSize()).isEqualTo(size);
              assertThat(refusal.limit()).isEqualTo(limit);
              assertThat(refusal.getMessage()).hasSizeLessThan(400);
            });
  }

  @ParameterizedTest
  @CsvSource({
    "sha2-256, 20",
    "sha2-256, 32",
    "blake3, 32",
    "blake3, 69",
    "blake3, 128",
    "identity, 0",
    "identity, 19",
    "identity, 64",
    "identity, 128"
  })
  void a_digest_at_a_limit_is_allowed_and_identity_has_no_minimum(String function, int size) {
    assertThat(DEFAULTS.allows(multihash(function, size))).isTrue();
    DEFAULTS.check(Cid.rawOf(multihash(function, size)));
  }

  @Test
  void a_policy_is_changed_by_its_builder() {
    HashPolicy stricter =
        DEFAULTS.toBuilder()
            .forbid(HashFunction.SHA1.code())
            .allow(0x3fffff)
            .minDigestSize(32)
            .maxDigestSize(64)
            .maxIdentitySize(10)
            .build();

    assertThat(stricter.allows(multihash("sha1", 32))).isFalse();
    assertThat(stricter.allows(Multihash.of(0x3fffff, new byte[32]))).isTrue();
    assertThat(stricter.allows(multihash("sha2-256", 31))).isFalse();
    assertThat(stricter.allows(multihash("sha2-512", 64))).isTrue();
    assertThat(stricter.allows(multihash("sha2-512", 65))).isFalse();
    assertThat(stricter.allows(multihash("identity", 11))).isFalse();
    assertThat(DEFAULTS.allows(multihash("sha1", 20))).as("the original is as it was").isTrue();
    assertThat(HashPolicy.builder().build().allows(multihash("sha2-256", 32))).isFalse();
    assertThatThrownBy(() -> HashPolicy.builder().minDigestSize(129).build())
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> HashPolicy.builder().maxIdentitySize(-1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static final byte[] DATA = "some data".getBytes(UTF_8);
  private static final Block GOOD = Block.raw(DATA);
  private static final Block WEAK =
      Block.wrapUnverified(
          Cid.rawOf(Multihash.of(HashFunction.SHA2_256.code(), new byte[16])), DATA);

  private final Blockstore below = DatastoreBlockstore.on(new MemoryDatastore());
  private final Blockstore blocks = new HashPolicyBlockstore(below, DEFAULTS);

  private static void assertRefused(ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(HashNotAllowedException.class);
  }

  @Test
  void a_weakly_named_block_is_neither_taken_nor_handed_out() {
    assertRefused(() -> blocks.put(WEAK));
    assertRefused(() -> blocks.overwrite(WEAK));
    assertThat(below.has(WEAK.cid())).isFalse();

    below.put(WEAK);
    assertRefused(() -> blocks.get(WEAK.cid()));
    assertRefused(() -> blocks.view(WEAK.cid(), ByteBuffer::remaining));
  }

  @Test
  void of_several_blocks_none_is_written_where_one_is_refused() {
    assertRefused(() -> blocks.putAll(List.of(GOOD, WEAK)));

    assertThat(below.has(GOOD.cid())).isFalse();
  }

  @Test
  void a_weakly_named_block_is_found_listed_and_deleted() {
    below.put(WEAK);

    assertThat(blocks.has(WEAK.cid())).isTrue();
    assertThat(blocks.size(WEAK.cid())).hasValue(DATA.length);
    assertThat(blocks.list().toList()).containsExactly(WEAK.cid().multihash());
    blocks.deleteAll(List.of(WEAK.cid()));
    assertThat(below.has(WEAK.cid())).isFalse();
    below.put(WEAK);
    blocks.delete(WEAK.cid());
    assertThat(below.has(WEAK.cid())).isFalse();
  }

  @Test
  void what_is_allowed_passes() {
    blocks.put(GOOD);

    assertThat(blocks.get(GOOD.cid())).hasValue(GOOD);
    assertThat(blocks.view(GOOD.cid(), ByteBuffer::remaining)).hasValue(DATA.length);
  }
}
