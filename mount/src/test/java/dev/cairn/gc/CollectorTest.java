package dev.cairn.gc;

import static dev.cairn.gc.Graphs.leaf;
import static dev.cairn.gc.Graphs.node;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.cairn.blockstore.Block;
import dev.cairn.datastore.CancellationToken;
import dev.cairn.datastore.CancelledException;
import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.GarbageCollection;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multicodec;
import dev.cairn.multiformats.Multihash;
import dev.cairn.testkit.FaultyDatastore.Operation;
import dev.cairn.testkit.SettableClock;
import dev.cairn.testkit.Together;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CollectorTest {

  private final Stores stores = new Stores();
  private final Pins pins = stores.pins;
  private final Collector collector = Collector.of(pins);
  private final Block leaf = leaf("leaf");
  private final Block child = node("child", leaf);
  private final Block root = node("root", child);
  private final Block loose = leaf("loose");
  private final Block looseNode = node("loose node", loose);

  @AfterEach
  void close() {
    collector.close();
    stores.close();
  }

  private void putAll() {
    stores.blocks.putAll(List.of(leaf, child, root, loose, looseNode));
  }

  private CollectionReport collect() {
    return collector.collect(CollectionOptions.defaults());
  }

  /** Remembers what a collection tells. */
  private static final class Told implements CollectionListener {
    final List<CollectionPhase> phases = new ArrayList<>();
    final List<WalkFailure> marking = new ArrayList<>();
    final List<Multihash> swept = new ArrayList<>();
    final List<SweepFailure> sweeping = new ArrayList<>();
    long marked;

    @Override
    public void began(CollectionPhase phase) {
      phases.add(phase);
    }

    @Override
    public void marked(long blocks) {
      marked = blocks;
    }

    @Override
    public void failed(WalkFailure failure) {
      marking.add(failure);
    }

    @Override
    public void swept(Multihash block, long bytes) {
      swept.add(block);
    }

    @Override
    public void failed(SweepFailure failure) {
      sweeping.add(failure);
    }
  }

  @Test
  void it_deletes_what_no_pin_reaches_and_keeps_the_rest() {
    putAll();
    pins.add(root.cid());
    Told told = new Told();

    CollectionReport report = collector.collect(CollectionOptions.defaults().reportingTo(told));

    assertThat(stores.cachedOf(leaf, child, root, loose, looseNode))
        .containsExactly(leaf, child, root);
    assertThat(report.marked()).isEqualTo(3);
    assertThat(report.kept()).isEqualTo(3);
    assertThat(report.swept()).isEqualTo(2);
    assertThat(report.sweptBytes()).isEqualTo(loose.size() + looseNode.size());
    assertThat(report.isComplete()).isTrue();
    assertThat(report.dryRun()).isFalse();
    assertThat(told.phases)
        .containsExactly(
            CollectionPhase.WAITING, CollectionPhase.MARKING, CollectionPhase.SWEEPING);
    assertThat(told.swept)
        .containsExactlyInAnyOrder(loose.cid().multihash(), looseNode.cid().multihash());
    assertThat(told.marked).isEqualTo(3);
  }

  @Test
  void as_in_kubo_direct_recursive_and_best_effort_roots_are_kept_and_the_rest_is_not() {
    List<Block> kept = new ArrayList<>();
    List<Block> gone = new ArrayList<>();
    List<Cid> bestEffort = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      for (String kind : List.of("direct", "recursive", "best effort", "none")) {
        Block leafOf = stores.put(leaf("leaf of " + kind + i));
        Block rootOf = stores.put(node(kind + i, leafOf));
        boolean isWhole = kind.equals("recursive") || kind.equals("best effort");
        (isWhole ? kept : gone).add(leafOf);
        (kind.equals("none") ? gone : kept).add(rootOf);
        switch (kind) {
          case "direct" -> pins.add(rootOf.cid(), PinOptions.direct());
          case "recursive" -> pins.add(rootOf.cid());
          case "best effort" -> bestEffort.add(rootOf.cid());
          default -> assertThat(pins.get(rootOf.cid())).isEmpty();
        }
      }
    }

    collector.collect(CollectionOptions.defaults().keepingWhatIsThereOf(() -> bestEffort));

    assertThat(stores.blocks.firstMount().list().toList())
        .containsExactlyInAnyOrderElementsOf(
            kept.stream().map(block -> block.cid().multihash()).toList());
    assertThat(gone).noneMatch(stores::isCached);
  }

  @Test
  void best_effort_roots_are_kept_as_far_as_they_are_there() {
    Block part = node("part", leaf("missing"), leaf);
    stores.blocks.putAll(List.of(leaf, part));
    CollectionOptions options =
        CollectionOptions.defaults()
            .keepingWhatIsThereOf(() -> List.of(part.cid(), node("nowhere").cid()));

    assertThat(collector.collect(options).swept()).isZero();
    assertThat(stores.cachedOf(leaf, part)).hasSize(2);
  }

  @Test
  void the_root_of_kubos_files_is_a_best_effort_root() {
    putAll();
    stores.metadata.put(Key.of("/local/filesroot"), root.cid().toBytes());

    collect();

    assertThat(stores.cachedOf(leaf, child, root, loose)).containsExactly(leaf, child, root);
  }

  @Test
  void nothing_is_deleted_where_the_root_of_kubos_files_is_no_cid() {
    putAll();
    stores.metadata.put(Key.of("/local/filesroot"), "not a CID".getBytes(UTF_8));

    assertThatThrownBy(this::collect)
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("/local/filesroot");
    assertThat(stores.cachedOf(loose, root)).hasSize(2);
  }

  @Test
  void nothing_is_deleted_where_another_program_has_pins() {
    putAll();
    stores.metadata.put(Key.of("/pins/pin/abc"), new byte[] {1});

    assertThatThrownBy(this::collect)
        .isInstanceOf(ForeignPinsException.class)
        .hasMessageContaining("Kubo");
    assertThatThrownBy(() -> collector.removeBlock(loose.cid(), () -> false))
        .isInstanceOf(ForeignPinsException.class);
    assertThat(stores.cachedOf(loose, root)).hasSize(2);
  }

  @Test
  void a_pinned_graph_may_be_split_across_the_cache_and_an_aux() {
    Block deep = leaf("deep");
    Block middle = node("middle", deep);
    Block top = node("top", middle);
    stores.blocks.putAll(List.of(top, deep, loose));
    stores.archive(middle, loose);
    pins.add(top.cid());

    collect();

    assertThat(stores.cachedOf(top, deep, loose)).containsExactly(top, deep);
    assertThat(stores.archived.has(middle.cid())).isTrue();
    assertThat(stores.archived.has(loose.cid())).as("an aux is never swept").isTrue();
  }

  @Test
  void an_aux_that_fails_while_marking_lets_nothing_be_deleted_and_is_named() {
    putAll();
    Block middle = node("middle", leaf);
    Block top = node("top", middle);
    stores.put(top);
    stores.archive(middle);
    pins.add(top.cid());
    Stores.breakReads(stores.archive);

    assertThatThrownBy(this::collect)
        .isInstanceOf(CollectionAbortedException.class)
        .hasMessageContaining("'archive'")
        .hasMessageContaining("the disk is broken");
    assertThat(stores.cachedOf(leaf, child, root, loose, looseNode, top)).hasSize(6);
  }

  @Test
  void all_that_cannot_be_followed_is_reported_and_nothing_is_deleted() {
    putAll();
    Block other = stores.put(node("other", leaf));
    pins.add(root.cid());
    pins.add(other.cid());
    stores.blocks.delete(child.cid());
    Stores.damage(stores.cache, other);
    Told told = new Told();

    CollectionAbortedException refusal =
        catchThrowableOfType(
            CollectionAbortedException.class,
            () -> collector.collect(CollectionOptions.defaults().reportingTo(told)));

    assertThat(refusal.count()).isEqualTo(2);
    assertThat(refusal.failures())
        .extracting(WalkFailure::cid, WalkFailure::kind)
        .containsExactlyInAnyOrder(
            tuple(child.cid(), WalkFailure.Kind.MISSING),
            tuple(other.cid(), WalkFailure.Kind.CORRUPT));
    assertThat(told.marking).isEqualTo(refusal.failures());
    assertThat(stores.cachedOf(loose, looseNode)).hasSize(2);
  }

  @Test
  void a_codec_that_is_not_known_lets_nothing_be_deleted() {
    putAll();
    Block foreign = stores.put(Block.of(Multicodec.GIT_RAW, "tree".getBytes(UTF_8)));
    stores.metadata.put(
        PinFormat.keyOf(foreign.cid().multihash()),
        PinFormat.write(new Pin(List.of(foreign.cid()), PinMode.RECURSIVE, Optional.empty())));

    assertThatThrownBy(this::collect)
        .isInstanceOf(CollectionAbortedException.class)
        .hasMessageContaining("codec 0x78");
    assertThat(stores.isCached(loose)).isTrue();
  }

  @Test
  void trap_5_no_question_of_the_walk_is_answered_by_chance() {
    List<Block> nodes = new ArrayList<>();
    Block last = leaf("the end");
    stores.put(last);
    for (int i = 0; i < 20_000; i++) {
      last = node("node " + i, last);
      nodes.add(last);
    }
    stores.blocks.putAll(nodes);
    pins.add(last.cid());

    CollectionReport report = collect();

    assertThat(report.marked()).isEqualTo(20_001);
    assertThat(report.swept()).isZero();
  }

  @Test
  void trap_6_a_node_that_was_marked_as_raw_is_followed_when_it_turns_up_as_a_node() {
    Block top = node("top", List.of(Cid.rawOf(child.cid().multihash()), child.cid()));
    stores.blocks.putAll(List.of(leaf, child, top));
    pins.add(top.cid());

    collect();

    assertThat(stores.cachedOf(leaf, child, top)).hasSize(3);
  }

  @Test
  void trap_7_roots_are_read_after_the_wait_for_older_tokens() {
    putAll();
    AtomicBoolean wasAsked = new AtomicBoolean();
    Token token = pins.locker().open("a writer");
    CollectionOptions options =
        CollectionOptions.defaults()
            .keepingWhatIsThereOf(
                () -> {
                  assertThat(token.isOpen()).isFalse();
                  Block late = stores.put(leaf("put while the roots are read"));
                  wasAsked.set(stores.isCached(late));
                  return List.of(root.cid());
                });
    try (Together threads = new Together()) {
      threads.start(() -> collector.collect(options));
      await().until(pins.locker()::gcRequested);
      assertThat(wasAsked).isFalse();
      assertThat(stores.isCached(loose)).isTrue();
      token.close();
    }

    assertThat(wasAsked).isTrue();
    assertThat(stores.cachedOf(leaf, child, root, loose, leaf("put while the roots are read")))
        .containsExactly(leaf, child, root, leaf("put while the roots are read"));
    assertThat(pins.locker().gcRequested()).isFalse();
  }

  @Test
  void trap_19_raw_leaves_are_not_read_so_a_damaged_or_missing_one_stops_nothing() {
    putAll();
    Block missing = leaf("missing");
    Block top = node("top", leaf, missing);
    stores.blocks.putAll(List.of(missing, top));
    pins.add(top.cid());
    stores.blocks.delete(missing.cid());
    Stores.damage(stores.cache, leaf);

    assertThat(collect().swept()).isEqualTo(4);
    assertThat(stores.cachedOf(leaf, top)).hasSize(2);
  }

  @Test
  void a_block_that_cannot_be_deleted_does_not_stop_the_rest() {
    putAll();
    stores.cache.failFromNowOn(Operation.COMMIT, () -> new DatastoreException("no batches"));
    stores.cache.failAt(Operation.DELETE, 1, () -> new DatastoreException("it sticks"));
    Told told = new Told();

    CollectionReport report = collector.collect(CollectionOptions.defaults().reportingTo(told));

    assertThat(report.swept()).isEqualTo(4);
    assertThat(report.isComplete()).isFalse();
    assertThat(report.failureCount()).isEqualTo(1);
    assertThat(report.failures())
        .singleElement()
        .satisfies(failure -> assertThat(failure.toString()).contains("it sticks"));
    assertThat(told.sweeping).isEqualTo(report.failures());
    assertThat(stores.cachedOf(leaf, child, root, loose, looseNode)).hasSize(1);
    stores.cache.heal();
    assertThat(collect().swept()).isEqualTo(1);
  }

  @Test
  void a_listing_that_breaks_off_ends_the_sweep_with_its_failure() {
    putAll();
    pins.add(root.cid());
    stores.cache.failAt(Operation.STEP, 5, () -> new DatastoreException("torn"));

    assertThatThrownBy(this::collect).hasMessageContaining("torn");
    assertThat(stores.cachedOf(leaf, child, root)).hasSize(3);
    stores.cache.heal();
    collect();
    assertThat(stores.cachedOf(loose, looseNode)).isEmpty();
  }

  @Test
  void a_dry_run_counts_and_deletes_nothing() {
    putAll();
    pins.add(root.cid());

    CollectionReport report = collector.collect(CollectionOptions.defaults().dryRun());

    assertThat(report.dryRun()).isTrue();
    assertThat(report.swept()).isEqualTo(2);
    assertThat(report.sweptBytes()).isEqualTo(loose.size() + looseNode.size());
    assertThat(stores.cachedOf(loose, looseNode)).hasSize(2);
  }

  @Test
  void it_stops_as_soon_as_enough_is_free() {
    for (int i = 0; i < 100; i++) {
      stores.put(leaf("block " + (100 + i)));
    }
    int each = leaf("block 100").size();

    CollectionReport report =
        collector.collect(CollectionOptions.defaults().freeing(each * 10L - 1));

    assertThat(report.swept()).isEqualTo(10);
    assertThat(report.sweptBytes()).isEqualTo(each * 10L);
    assertThat(stores.blocks.firstMount().list().toList()).hasSize(90);
    assertThatThrownBy(() -> CollectionOptions.defaults().freeing(0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void it_stops_when_it_is_cancelled_in_any_phase() {
    putAll();
    pins.add(root.cid());
    for (CollectionPhase phase :
        List.of(CollectionPhase.WAITING, CollectionPhase.MARKING, CollectionPhase.SWEEPING)) {
      AtomicBoolean stop = new AtomicBoolean();
      CollectionListener stopping =
          new CollectionListener() {
            @Override
            public void began(CollectionPhase begun) {
              stop.set(begun == phase);
            }
          };
      CollectionOptions options =
          CollectionOptions.defaults().cancelledBy(stop::get).reportingTo(stopping);
      try (Token token = pins.locker().open("in the way of the first")) {
        if (phase != CollectionPhase.WAITING) {
          token.close();
        }
        assertThatThrownBy(() -> collector.collect(options)).isInstanceOf(CancelledException.class);
      }
    }
    assertThat(stores.cachedOf(loose, looseNode)).hasSize(2);
    assertThat(collect().swept()).isEqualTo(2);
  }

  @Test
  void a_wait_that_runs_out_of_time_says_which_tokens_it_waited_for() {
    SettableClock clock = new SettableClock(Instant.EPOCH);
    CollectionOptions options =
        CollectionOptions.defaults()
            .cancelledBy(CancellationToken.at(Instant.EPOCH.plusSeconds(1), clock))
            .reportingTo(
                new CollectionListener() {
                  @Override
                  public void began(CollectionPhase phase) {
                    clock.advance(Duration.ofSeconds(2));
                  }
                });
    try (Token token = pins.locker().open("the import of May")) {
      assertThatThrownBy(() -> collector.collect(options))
          .isInstanceOf(CancelledException.class)
          .hasMessageContaining(token.purpose());
    }
    assertThat(collect()).isNotNull();
  }

  @Test
  void blocks_that_were_put_lately_stay_for_the_grace_period() {
    SettableClock clock = new SettableClock(Instant.EPOCH);
    stores.put(loose);
    try (Collector patient = Collector.of(pins, Duration.ofHours(8), clock)) {
      clock.advance(Duration.ofHours(7));
      assertThat(patient.collect(CollectionOptions.defaults()).fresh())
          .as("what was there before counts as put at the start")
          .isEqualTo(1);

      stores.put(looseNode);
      clock.advance(Duration.ofHours(2));
      assertThat(patient.collect(CollectionOptions.defaults()).swept()).isEqualTo(1);
      assertThat(stores.cachedOf(loose, looseNode)).containsExactly(looseNode);

      clock.advance(Duration.ofHours(5));
      stores.put(looseNode);
      clock.advance(Duration.ofHours(7));
      assertThat(patient.collect(CollectionOptions.defaults()).fresh())
          .as("an elided put counts too")
          .isEqualTo(1);

      clock.advance(Duration.ofHours(3));
      assertThat(patient.collect(CollectionOptions.defaults()).swept()).isEqualTo(1);
    }
  }

  @Test
  void room_is_reclaimed_where_that_was_asked_for_and_refused_before_anything_else() {
    putAll();
    AtomicBoolean reclaimed = new AtomicBoolean();
    GarbageCollection own = () -> reclaimed.set(true);
    Datastore able = onlyAble(GarbageCollection.class, own);

    collector.collect(CollectionOptions.defaults().dryRun().thenReclaiming(able));
    assertThat(reclaimed).isFalse();
    assertThatThrownBy(
            () ->
                collector.collect(
                    CollectionOptions.defaults().thenReclaiming(new MemoryDatastore())))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(stores.isCached(loose)).isTrue();
    collector.collect(CollectionOptions.defaults().thenReclaiming(able));
    assertThat(reclaimed).isTrue();
  }

  /** A store that is asked for nothing but one ability. */
  private static <T> Datastore onlyAble(Class<T> type, T ability) {
    return (Datastore)
        Proxy.newProxyInstance(
            CollectorTest.class.getClassLoader(),
            new Class<?>[] {Datastore.class},
            (proxy, method, arguments) ->
                method.getName().equals("capability")
                    ? Optional.of(ability).filter(any -> type.equals(arguments[0]))
                    : fail(method + " was called"));
  }

  @Test
  void a_closed_collector_refuses_and_leaves_the_pins_open() {
    collector.close();
    collector.close();

    assertThatThrownBy(this::collect).isInstanceOf(DatastoreClosedException.class);
    assertThatThrownBy(() -> collector.removeBlock(loose.cid(), () -> false))
        .isInstanceOf(DatastoreClosedException.class);
    assertThat(pins.list().toList()).isEmpty();
  }

  @Test
  void closing_the_pins_ends_a_collection_that_waits() {
    Token token = pins.locker().open("for ever");
    try (Together threads = new Together()) {
      threads.start(
          () -> assertThatThrownBy(this::collect).isInstanceOf(DatastoreClosedException.class));
      await().until(pins.locker()::gcRequested);
      pins.close();
    }
    token.close();
  }
}
