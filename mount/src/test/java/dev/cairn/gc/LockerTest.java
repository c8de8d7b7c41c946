package dev.cairn.gc;

import static dev.cairn.gc.Graphs.leaf;
import static dev.cairn.gc.Graphs.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.cairn.blockstore.Block;
import dev.cairn.multiformats.Multihash;
import dev.cairn.testkit.Together;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Writers beside a collection. */
class LockerTest {

  private final Stores stores = new Stores();
  private final Pins pins = stores.pins;
  private final Locker locker = pins.locker();
  private final Collector collector = Collector.of(pins);
  private final Block old = leaf("old");
  private final Block loose = leaf("loose");

  @AfterEach
  void close() {
    stores.close();
  }

  /** Collects, and does something at the beginning of a phase. */
  private CollectionReport collectAnd(CollectionPhase at, Runnable action) {
    return collector.collect(
        CollectionOptions.defaults()
            .reportingTo(
                new CollectionListener() {
                  @Override
                  public void began(CollectionPhase phase) {
                    if (phase == at) {
                      action.run();
                    }
                  }
                }));
  }

  @Test
  void trap_8_a_nested_token_is_granted_while_a_collection_waits() {
    stores.put(loose);
    try (Together threads = new Together();
        Token outer = locker.open("outer")) {
      threads.start(() -> collector.collect(CollectionOptions.defaults()));
      await().until(locker::gcRequested);

      try (Token inner = locker.open("inner")) {
        assertThat(inner.isOpen()).isTrue();
        stores.put(old);
        pins.add(old.cid(), PinOptions.recursive().within(outer));
        pins.add(old.cid(), PinOptions.recursive().within(inner));
      }
      assertThat(stores.isCached(loose)).isTrue();
    }

    assertThat(stores.cachedOf(old, loose)).containsExactly(old);
  }

  @Test
  void a_collection_does_not_wait_for_tokens_that_were_opened_after_it_began() {
    stores.put(loose);
    List<Token> late = new ArrayList<>();

    collectAnd(CollectionPhase.MARKING, () -> late.add(locker.open("late")));

    assertThat(stores.isCached(loose)).isFalse();
    assertThat(late).singleElement().satisfies(token -> assertThat(token.isOpen()).isTrue());
    late.forEach(Token::close);
  }

  @Test
  void a_token_may_be_closed_by_another_thread_and_twice() {
    Token token = locker.open("handed on");
    try (Together threads = new Together()) {
      threads.start(token::close);
      threads.start(token::close);
    }

    assertThat(token.isOpen()).isFalse();
    assertThat(collector.collect(CollectionOptions.defaults()).swept()).isZero();
  }

  @Test
  void as_in_kubo_a_long_writer_gives_way_between_two_files_and_loses_nothing() {
    stores.put(loose);
    List<Block> files = new ArrayList<>();
    Token token = locker.open("a long import");
    Block root = stores.put(node("root"));
    pins.add(root.cid());
    int gaveWay = 0;
    try (Together threads = new Together()) {
      for (int file = 0; file < 10; file++) {
        files.add(stores.put(leaf("file " + file)));
        if (file == 3 || file == 7) {
          threads.start(() -> collector.collect(CollectionOptions.defaults()));
          await().until(locker::gcRequested);
        }
        if (locker.gcRequested()) {
          root = pinned(files, root, token);
          token.close();
          token = locker.open("a long import, continued");
          gaveWay++;
        }
      }
      root = pinned(files, root, token);
      token.close();
    }

    assertThat(gaveWay).isEqualTo(2);
    assertThat(files).allMatch(stores::isCached);
    assertThat(stores.cachedOf(root, loose)).containsExactly(root);
    assertThat(pins.list().toList()).extracting(Pin::cid).containsExactly(root.cid());
  }

  /** Pins all files so far under a new root, in place of an earlier one. */
  private Block pinned(List<Block> files, Block earlier, Token token) {
    Block root = stores.put(node("root", files.toArray(Block[]::new)));
    pins.update(earlier.cid(), root.cid(), PinOptions.recursive().within(token));
    return root;
  }

  @Test
  void what_is_put_while_the_marking_or_the_sweep_runs_stays() {
    for (CollectionPhase phase : List.of(CollectionPhase.MARKING, CollectionPhase.SWEEPING)) {
      stores.put(old);
      collectAnd(
          phase,
          () -> {
            stores.put(leaf("new in " + phase));
            stores.put(old);
            stores.blocks.overwrite(leaf("overwritten in " + phase));
          });

      assertThat(stores.cachedOf(old, leaf("new in " + phase), leaf("overwritten in " + phase)))
          .as("the elided put counts as well")
          .hasSize(3);
    }
  }

  @Test
  void what_is_pinned_while_the_marking_or_the_sweep_begins_stays_with_all_that_it_reaches() {
    for (CollectionPhase phase : List.of(CollectionPhase.MARKING, CollectionPhase.SWEEPING)) {
      Block top = node("top " + phase, old);
      stores.blocks.putAll(List.of(old, top, loose));

      collectAnd(phase, () -> pins.add(top.cid()));

      assertThat(stores.cachedOf(old, top, loose)).containsExactly(old, top);
      pins.remove(top.cid());
    }
  }

  @Test
  void an_old_block_below_a_new_one_may_go_and_the_pin_names_it() {
    stores.put(old);
    AtomicReference<Block> top = new AtomicReference<>();
    collectAnd(CollectionPhase.MARKING, () -> top.set(stores.put(node("top", old))));

    assertThat(stores.isCached(top.get())).isTrue();
    assertThatThrownBy(() -> pins.add(top.get().cid()))
        .isInstanceOfSatisfying(
            IncompleteDagException.class,
            refusal -> assertThat(refusal.missing()).containsExactly(old.cid()));
    assertThat(pins.list().toList()).isEmpty();
  }

  @Test
  void an_old_block_that_a_writer_asked_to_be_kept_stays() {
    stores.put(old);
    collectAnd(
        CollectionPhase.SWEEPING,
        () -> {
          try (Token token = locker.open("builds on what is there")) {
            assertThat(pins.keep(token, old.cid())).isTrue();
            assertThat(pins.keep(token, loose.cid())).isFalse();
          }
        });

    assertThat(stores.isCached(old)).isTrue();
  }

  @Test
  void trap_9_a_slow_listener_keeps_nobody_from_putting_reading_and_pinning() {
    for (int i = 0; i < 600; i++) {
      stores.put(leaf("loose " + i));
    }
    CountDownLatch slow = new CountDownLatch(1);
    CountDownLatch reported = new CountDownLatch(1);
    CollectionOptions options =
        CollectionOptions.defaults()
            .reportingTo(
                listening(
                    block -> {
                      reported.countDown();
                      Stores.waitFor(slow);
                    }));
    try (Together threads = new Together()) {
      threads.start(() -> collector.collect(options));
      Stores.waitFor(reported);

      Block top = node("top", old);
      try (Token token = locker.open("beside a slow listener")) {
        stores.blocks.putAll(List.of(old, top));
        for (int i = 0; i < 600; i++) {
          stores.put(leaf("loose " + i));
        }
        pins.add(top.cid(), PinOptions.recursive().within(token));
      }
      assertThat(stores.blocks.get(old.cid())).isPresent();
      slow.countDown();
    }

    for (int i = 0; i < 600; i++) {
      assertThat(stores.isCached(leaf("loose " + i))).isTrue();
    }
  }

  @Test
  void a_writer_of_the_very_block_that_is_being_deleted_writes_it_again() {
    CountDownLatch deleting = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Multihash block = loose.cid().multihash();
    List<String> order = new ArrayList<>();
    stores.put(loose);
    Epoch epoch = locker.begin("a test", () -> false);
    try (Together threads = new Together()) {
      threads.start(
          () ->
              epoch.sweep(
                  List.of(block),
                  unmarked -> {
                    deleting.countDown();
                    Stores.waitFor(goOn);
                    stores.blocks.delete(loose.cid());
                    order.add("deleted");
                  }));
      threads.start(
          () -> {
            Stores.waitFor(deleting);
            stores.put(loose);
            order.add("put");
          });
      Stores.waitFor(deleting);
      await().until(() -> epoch.marks().contains(block));
      stores.put(leaf("another block does not wait"));
      goOn.countDown();
    }
    epoch.close();

    assertThat(order).containsExactly("deleted", "put");
    assertThat(stores.isCached(loose)).isTrue();
    assertThat(epoch.blockedNanos()).isPositive();
  }

  private static CollectionListener listening(Consumer<Multihash> swept) {
    return new CollectionListener() {
      @Override
      public void swept(Multihash block, long bytes) {
        swept.accept(block);
      }
    };
  }
}
