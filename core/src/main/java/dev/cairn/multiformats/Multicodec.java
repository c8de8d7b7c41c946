package dev.cairn.multiformats;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A row of the published table of multiformats codes: codecs of blocks, hash functions, key types
 * and more, told apart by their tag.
 *
 * <p>The table is that of <a
 * href="https://github.com/multiformats/multicodec">multiformats/multicodec</a>; the build
 * generates it from a data file of this repository. Code that needs only a well-known number uses
 * the constants, which load nothing.
 *
 * @param name the name, unique in the table, such as {@code dag-pb}
 * @param tag the kind of thing, such as {@code ipld}, {@code multihash} or {@code key}
 * @param code the code, unique in the table, not negative
 * @param status {@code permanent}, {@code draft} or {@code deprecated}
 */
public record Multicodec(String name, String tag, long code, String status) {
  /** The tag of block codecs. */
  public static final String TAG_IPLD = "ipld";

  /** The tag of hash functions that a multihash may name. */
  public static final String TAG_MULTIHASH = "multihash";

  /** Plain CBOR. */
  public static final long CBOR = MulticodecTable.CBOR;

  /** Raw bytes: a block that is a leaf. */
  public static final long RAW = MulticodecTable.RAW;

  /** MerkleDAG protobuf: the codec of every CIDv0, and of UnixFS. */
  public static final long DAG_PB = MulticodecTable.DAG_PB;

  /** MerkleDAG CBOR. */
  public static final long DAG_CBOR = MulticodecTable.DAG_CBOR;

  /** A public key of libp2p: the codec of IPNS names and of peer ids. */
  public static final long LIBP2P_KEY = MulticodecTable.LIBP2P_KEY;

  /** A raw Git object. */
  public static final long GIT_RAW = MulticodecTable.GIT_RAW;

  /** MerkleDAG JOSE. */
  public static final long DAG_JOSE = MulticodecTable.DAG_JOSE;

  /** MerkleDAG JSON. */
  public static final long DAG_JSON = MulticodecTable.DAG_JSON;

  /** Plain JSON. */
  public static final long JSON = MulticodecTable.JSON;

  /** Not a codec of blocks: the code that stands for a CAR file as a whole. */
  public static final long CAR = MulticodecTable.CAR;

  /** An index of a CAR file, sorted by digest. */
  public static final long CAR_INDEX_SORTED = MulticodecTable.CAR_INDEX_SORTED;

  /** An index of a CAR file, sorted by hash function and digest. */
  public static final long CAR_MULTIHASH_INDEX_SORTED = MulticodecTable.CAR_MULTIHASH_INDEX_SORTED;

  /**
   * {@return the row of a code, if there is one}
   *
   * @param code any number; one that is not in the table gives an empty result
   */
  public static Optional<Multicodec> find(long code) {
    return Optional.ofNullable(Index.BY_CODE.get(code));
  }

  /**
   * {@return the row of a name, if there is one}
   *
   * @param name as in the table, lower case
   */
  public static Optional<Multicodec> find(String name) {
    return Optional.ofNullable(Index.BY_NAME.get(name));
  }

  /** {@return the whole table by ascending code; the list cannot be changed} */
  public static List<Multicodec> all() {
    return Index.ALL;
  }

  /**
   * {@return a code for a reader: its name and number, or its number and that the table lacks it}
   */
  static String describe(long code) {
    String number = "0x" + Long.toHexString(code);
    return find(code)
        .map(row -> row.name() + " (" + number + ")")
        .orElse(number + " (not in the multicodec table)");
  }

  /** The table, made when it is first asked for. */
  private static final class Index {
    static final List<Multicodec> ALL = List.of(MulticodecTable.entries());
    static final Map<Long, Multicodec> BY_CODE = new HashMap<>();
    static final Map<String, Multicodec> BY_NAME = new HashMap<>();

    static {
      for (Multicodec row : ALL) {
        BY_CODE.put(row.code(), row);
        BY_NAME.put(row.name(), row);
      }
    }

    private Index() {}
  }
}
