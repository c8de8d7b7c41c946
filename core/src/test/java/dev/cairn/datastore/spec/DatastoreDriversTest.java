package dev.cairn.datastore.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.datastore.wrapper.ForwardingDatastore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DatastoreDriversTest {

  private static final DriverContext CONTEXT = DriverContext.at(Path.of("repository"));

  /** Opens stores in memory under any type. */
  private record Named(String type) implements DatastoreDriver {
    @Override
    public List<SpecField> fields() {
      return List.of(SpecField.path("path").onDisk());
    }

    @Override
    public Batching open(Spec spec, DriverContext context) {
      return new MemoryDatastore();
    }
  }

  @Test
  void the_driver_for_memory_is_always_installed() {
    assertThat(DatastoreDrivers.installed().types()).contains("mem");

    try (Datastore store = DatastoreDrivers.installed().open(Spec.leaf("mem", Map.of()), CONTEXT)) {
      store.put(Key.of("/a"), new byte[1]);
      assertThat(store.has(Key.of("/a"))).isTrue();
    }
  }

  @Test
  void memory_takes_no_fields_and_leaves_nothing_on_disk() {
    MemoryDriver driver = new MemoryDriver();

    assertThat(driver.fields()).isEmpty();
    assertThat(driver.diskSpec(Spec.leaf("mem", Map.of())).values()).isEmpty();
  }

  @Test
  void the_type_chooses_the_driver() {
    Named levelds = new Named("levelds");
    DatastoreDrivers drivers = DatastoreDrivers.of(List.of(new Named("rocksds"), levelds));

    assertThat(drivers.types()).containsExactly("levelds", "rocksds");
    assertThat(drivers.driverOf(Spec.leaf("levelds", Map.of()))).isSameAs(levelds);
  }

  @Test
  void an_unknown_type_is_refused_with_the_known_ones() {
    DatastoreDrivers drivers = DatastoreDrivers.of(List.of(new Named("b"), new Named("a")));

    assertThatThrownBy(() -> drivers.open(Spec.leaf("levelds", Map.of()), CONTEXT))
        .isInstanceOf(SpecException.class)
        .hasMessage(
            "levelds.type: unknown datastore type 'levelds'; known are a, b, log, measure, mount"
                + " (is the engine's module missing?)");
  }

  @Test
  void a_type_that_is_nearly_known_is_guessed() {
    DatastoreDrivers drivers = DatastoreDrivers.of(List.of(new Named("levelds")));

    assertThatThrownBy(() -> drivers.driverOf(Spec.leaf("leveldb", Map.of())))
        .hasMessageStartingWith("leveldb.type: unknown datastore type 'leveldb'; known are ")
        .hasMessageEndingWith("; did you mean `levelds`?");
  }

  @Test
  void a_leaf_with_a_mistake_is_not_opened() {
    DatastoreDrivers drivers = DatastoreDrivers.of(List.of(new Named("levelds")));
    Spec wrong = Spec.leaf("levelds", Map.of()).with("path", new SpecValue.Whole(1));

    assertThatThrownBy(() -> drivers.open(wrong, CONTEXT))
        .isInstanceOf(SpecException.class)
        .hasMessage("levelds.path: expected a path, found 1");
  }

  @Test
  void two_drivers_for_one_type_are_refused_by_name() {
    assertThatThrownBy(() -> DatastoreDrivers.of(List.of(new Named("mem"), new MemoryDriver())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("'mem'", Named.class.getName(), MemoryDriver.class.getName());
  }

  @Test
  void relative_paths_begin_at_the_directory_of_the_context() {
    DriverContext context = DriverContext.at(Path.of("/data/repository"));

    assertThat(context.mode()).isEqualTo(AccessMode.READ_WRITE);
    assertThat(context.resolve("blocks")).isEqualTo(Path.of("/data/repository/blocks"));
    assertThat(context.resolve("../blocks")).isEqualTo(Path.of("/data/blocks"));
    assertThat(context.resolve("/elsewhere")).isEqualTo(Path.of("/elsewhere"));
  }

  /** Has stores that can be followed, in memory. */
  private record Followable(Named driver) implements FollowableDriver {
    @Override
    public String type() {
      return driver.type();
    }

    @Override
    public List<SpecField> fields() {
      return driver.fields();
    }

    @Override
    public Batching open(Spec spec, DriverContext context) {
      return driver.open(spec, context);
    }

    @Override
    public Following follow(Spec spec, DriverContext context, Path own) {
      return new Followed(own);
    }
  }

  private static final class Followed extends ForwardingDatastore implements Following {

    private final Path own;

    Followed(Path own) {
      super(new MemoryDatastore());
      this.own = own;
    }

    @Override
    public void catchUp() {
      delegate().put(Key.of("/own"), own.toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void a_store_is_followed_where_its_driver_can_do_that() {
    DatastoreDrivers drivers =
        DatastoreDrivers.of(List.of(new Named("a"), new Followable(new Named("b"))));

    try (Following store = drivers.follow(Spec.leaf("b", Map.of()), CONTEXT, Path.of("own"))) {
      store.catchUp();
      assertThat(store.get(Key.of("/own"))).hasValue("own".getBytes(StandardCharsets.UTF_8));
    }
    assertThatThrownBy(() -> drivers.follow(Spec.leaf("a", Map.of()), CONTEXT, Path.of("own")))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining("of the type 'a' cannot be read beside its writer")
        .hasMessageContaining("types that can: b");
    assertThatThrownBy(
            () ->
                DatastoreDrivers.of(List.of(new Named("a")))
                    .follow(Spec.leaf("a", Map.of()), CONTEXT, Path.of("own")))
        .hasMessageContaining("types that can: none that is installed");
    assertThatThrownBy(() -> drivers.follow(Spec.leaf("c", Map.of()), CONTEXT, Path.of("own")))
        .isInstanceOf(SpecException.class);
  }
}
