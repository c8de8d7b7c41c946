package dev.cairn.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.benchmarks.EngineJob.Operation;
import dev.cairn.datastore.Key;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class EngineJobTest {

  @TempDir private Path folder;

  static Stream<Arguments> everything() {
    return Stream.of(Engine.values())
        .flatMap(
            engine ->
                Stream.of(Operation.values()).map(operation -> Arguments.of(engine, operation)));
  }

  @ParameterizedTest
  @MethodSource("everything")
  void each_operation_does_all_its_work_on_both_sides(Engine engine, Operation operation)
      throws Exception {
    for (KeyValues store :
        List.of(
            new CairnStore(engine.ours(folder.resolve("ours"), 50)),
            engine.bare(folder.resolve("bare"), 50))) {
      try (Contestant job = EngineJob.on(store, operation, 100, 50, 2)) {
        assertThat(job.measure()).isPositive();
        assertThat(job.measure()).isPositive();
        if (operation == Operation.PUT || operation == Operation.BATCH) {
          assertThat(store.scan(Key.ROOT)).isEqualTo(2 * 100 * 50);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void both_sides_are_the_same_store_on_disk(Engine engine) throws Exception {
    Key[] keys = Workload.keys(1, 0, 10);
    byte[][] values = Workload.values(20);
    try (KeyValues ours = new CairnStore(engine.ours(folder, 50))) {
      ours.putAll(List.of(keys), values);
      ours.sync();
    }

    try (KeyValues bare = engine.bare(folder, 50)) {
      assertThat(bare.get(keys[3])).isEqualTo(values[3]);
      assertThat(bare.has(keys[4])).isTrue();
      assertThat(bare.has(Key.of("/absent"))).isFalse();
      assertThat(bare.getAll(List.of(keys[1], Key.of("/absent"), keys[2]))).isEqualTo(2);
      assertThat(bare.scan(Key.ROOT)).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_store_that_loses_entries_ends_the_run(Engine engine) throws Exception {
    try (KeyValues store = new CairnStore(engine.ours(folder, 50))) {
      Contestant job = EngineJob.on(store, Operation.SCAN, 10, 5, 1);
      store.put(Key.of("/one-too-many"), new byte[1]);

      assertThatThrownBy(job::measure)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("listed 51 bytes");
    }
  }

  @Test
  void groups_hold_all_keys() {
    List<Key> keys = Workload.groupedKeys(1, 0, 100);

    for (int group = 0; group < Workload.GROUPS; group++) {
      Key above = Workload.group(group);
      assertThat(keys.stream().filter(above::isAncestorOf))
          .hasSize(Workload.sizeOfGroup(group, keys.size()));
    }
  }

  @Test
  void what_a_job_allocates_is_counted() throws Exception {
    KeyValues store = new CairnStore(Engine.ROCKSDB.ours(folder, 10_000));
    try (Contestant job =
        new EngineAllocation(EngineJob.on(store, Operation.GET, 100, 10_000, 1))) {
      job.measure();
      assertThat(job.measure()).isBetween(10_000.0, 11_000.0);
    }
  }
}
