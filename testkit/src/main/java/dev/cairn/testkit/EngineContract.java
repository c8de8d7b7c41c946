package dev.cairn.testkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.Datastore;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

/**
 * All that an engine has to keep, in one: its author writes one class that says how the store is
 * opened and what it can do, and inherits every contract of this kit.
 *
 * <pre>{@code
 * class MyEngineTest extends EngineContract {
 *   @Override
 *   protected Datastore open(Path directory) {
 *     return MyDatastore.open(directory);
 *   }
 *
 *   @Override
 *   protected Set<Class<?>> capabilities() {
 *     return Set.of(Batching.class, DiskUsage.class);
 *   }
 * }
 * }</pre>
 *
 * <p>What the engine promises less of than others, it says by overriding further methods; what it
 * has not at all (a mode for reading alone, files in which bits can flip, an ability) is shown as
 * skipped, with the reason. The class must have a constructor without arguments.
 *
 * <p>It is long since it is a list: one part for each contract.
 */
public abstract class EngineContract extends StoreUnderTest {

  /** Creates the contract for one test. */
  protected EngineContract() {}

  /**
   * {@return the interfaces of {@code dev.cairn.datastore} that the store claims, {@link Batching}
   * among them where it takes batches}
   */
  protected abstract Set<Class<?>> capabilities();

  /**
   * {@return the store in {@code directory}, open for reading alone; nothing, as here, where the
   * engine is not opened so}
   *
   * @param directory where a store may be
   */
  protected Optional<Datastore> openReadOnly(Path directory) {
    return Optional.empty();
  }

  /**
   * {@return the store in {@code directory} with a clock that tells what has expired; nothing, as
   * here, where entries do not expire}
   *
   * @param directory as for {@link #open(Path)}
   * @param clock what time it is
   */
  protected Optional<Datastore> open(Path directory, Clock clock) {
    return Optional.empty();
  }

  /**
   * {@return a pattern for the names of the files that hold what was put once the store is closed,
   * such as {@code *.sst}; nothing, as here, where no bit of them is to be flipped}
   */
  protected Optional<String> tables() {
    return Optional.empty();
  }

  /**
   * {@return a pattern for the names of the files that the engine only appends to, such as {@code
   * *.log}, in the order of their age; nothing, as here, where there are none}
   */
  protected Optional<String> logs() {
    return Optional.empty();
  }

  /**
   * {@return patterns for the names of the files in which bits are to be flipped, one for each
   * kind, of which a closed store has one that is not empty: as here, the tables}
   */
  protected List<String> damageable() {
    return tables().stream().toList();
  }

  /**
   * {@return bytes of the disk that is filled} Five eighths of it are taken by others; more than
   * the store wants to leave free has to fit into the rest.
   */
  protected long fullDisk() {
    return 64L << 20;
  }

  /**
   * {@return how many entries the store can at least list with a heap of 64 MB: a million for one
   * that holds no keys in memory}
   */
  protected long entriesInSmallHeap() {
    return 1_000_000;
  }

  /** Keys and values. */
  @Nested
  final class Values extends DatastoreContract {

    @Override
    protected Datastore open(Path directory) {
      return EngineContract.this.open(directory);
    }

    @Override
    StoreUnderTest described() {
      return EngineContract.this;
    }
  }

  /** Listings. */
  @Nested
  final class Queries extends QueryContract {

    @Override
    protected Datastore open(Path directory) {
      return EngineContract.this.open(directory);
    }

    @Override
    StoreUnderTest described() {
      return EngineContract.this;
    }
  }

  /** Several writes in one step. */
  @Nested
  final class Batches extends BatchingContract {

    @Override
    protected Datastore open(Path directory) {
      return EngineContract.this.open(directory);
    }

    @Override
    StoreUnderTest described() {
      return EngineContract.this;
    }

    @BeforeEach
    void onlyWhereClaimed() {
      assumeTrue(capabilities().contains(Batching.class), "the store is to take no batches");
    }
  }

  /** The end of the store, and what comes too late. */
  @Nested
  final class Closing extends LifecycleContract {

    @Override
    protected Datastore open(Path directory) {
      return EngineContract.this.open(directory);
    }

    @Override
    StoreUnderTest described() {
      return EngineContract.this;
    }
  }

  /** Long sequences of calls. */
  @Nested
  final class Scripts extends ScriptContract {

    @Override
    protected Datastore open(Path directory) {
      return EngineContract.this.open(directory);
    }

    @Override
    StoreUnderTest described() {
      return EngineContract.this;
    }
  }

  /** Many threads at once. */
  @Nested
  final class Concurrency extends ConcurrencyContract {

    @Override
    protected Datastore open(Path directory) {
      return EngineContract.this.open(directory);
    }

    @Override
    StoreUnderTest described() {
      return EngineContract.this;
    }
  }

  /** Killed processes and loss of power. */
  @Nested
  final class Durability extends DurabilityContract {

    @Override
    protected Datastore open(Path directory) {
      return EngineContract.this.open(directory);
    }

    @Override
    StoreUnderTest described() {
      return EngineContract.this;
    }

    @Override
    protected Optional<String> logs() {
      return EngineContract.this.logs();
    }
  }

  /** The directory of the store. */
  @Nested
  final class Directories extends StoredContract {

    @Override
    protected Datastore open(Path directory) {
      return EngineContract.this.open(directory);
    }

    @Override
    StoreUnderTest described() {
      return EngineContract.this;
    }

    @Override
    protected Optional<Datastore> openReadOnly(Path directory) {
      return EngineContract.this.openReadOnly(directory);
    }
  }

  /** Flipped bits. */
  @Nested
  final class Corruption extends CorruptionContract {

    @Override
    protected Datastore open(Path directory) {
      return EngineContract.this.open(directory);
    }

    @Override
    StoreUnderTest described() {
      return EngineContract.this;
    }

    @Override
    protected List<String> damageable() {
      return EngineContract.this.damageable();
    }

    @Override
    protected Optional<String> logs() {
      return EngineContract.this.logs();
    }
  }

  /** What system calls show of durability. */
  @Nested
  final class SystemCalls extends SystemCallsContract {

    @Override
    protected Datastore open(Path directory) {
      return EngineContract.this.open(directory);
    }

    @Override
    StoreUnderTest described() {
      return EngineContract.this;
    }
  }

  /** A full disk, and too many open files. */
  @Nested
  final class Scarcity extends ScarcityContract {

    @Override
    protected Datastore open(Path directory) {
      return EngineContract.this.open(directory);
    }

    @Override
    StoreUnderTest described() {
      return EngineContract.this;
    }

    @Override
    protected long fullDisk() {
      return EngineContract.this.fullDisk();
    }
  }

  /** Listings of more than fits into memory. */
  @Nested
  final class Listing extends ListingContract {

    @Override
    protected Datastore open(Path directory) {
      return EngineContract.this.open(directory);
    }

    @Override
    StoreUnderTest described() {
      return EngineContract.this;
    }

    @Override
    protected long entriesInSmallHeap() {
      return EngineContract.this.entriesInSmallHeap();
    }
  }

  /** What the store says that it can do. */
  @Nested
  final class Claims extends CapabilityContract {

    @Override
    protected Datastore open(Path directory) {
      return EngineContract.this.open(directory);
    }

    @Override
    StoreUnderTest described() {
      return EngineContract.this;
    }

    @Override
    protected Set<Class<?>> capabilities() {
      return EngineContract.this.capabilities();
    }
  }

  /** The ability {@link dev.cairn.datastore.BulkLoad}. */
  @Nested
  final class BulkLoadAbility extends BulkLoadContract {

    @Override
    protected Datastore open(Path directory) {
      return EngineContract.this.open(directory);
    }

    @Override
    StoreUnderTest described() {
      return EngineContract.this;
    }
  }

  /** The ability {@link dev.cairn.datastore.Check}. */
  @Nested
  final class CheckAbility extends CheckContract {

    @Override
    protected Datastore open(Path directory) {
      return EngineContract.this.open(directory);
    }

    @Override
    StoreUnderTest described() {
      return EngineContract.this;
    }

    @Override
    protected Optional<String> tables() {
      return EngineContract.this.tables();
    }
  }

  /** The ability {@link dev.cairn.datastore.Checkpoint}. */
  @Nested
  final class CheckpointAbility extends CheckpointContract {

    @Override
    protected Datastore open(Path directory) {
      return EngineContract.this.open(directory);
    }

    @Override
    StoreUnderTest described() {
      return EngineContract.this;
    }
  }

  /** The ability {@link dev.cairn.datastore.Compaction}. */
  @Nested
  final class CompactionAbility extends CompactionContract {

    @Override
    protected Datastore open(Path directory) {
      return EngineContract.this.open(directory);
    }

    @Override
    StoreUnderTest described() {
      return EngineContract.this;
    }
  }

  /** The ability {@link dev.cairn.datastore.ConditionalWrites}. */
  @Nested
  final class ConditionalWritesAbility extends ConditionalWritesContract {

    @Override
    protected Datastore open(Path directory) {
      return EngineContract.this.open(directory);
    }

    @Override
    StoreUnderTest described() {
      return EngineContract.this;
    }
  }

  /** The ability {@link dev.cairn.datastore.DiskUsage}. */
  @Nested
  final class DiskUsageAbility extends DiskUsageContract {

    @Override
    protected Datastore open(Path directory) {
      return EngineContract.this.open(directory);
    }

    @Override
    StoreUnderTest described() {
      return EngineContract.this;
    }
  }

  /** The ability {@link dev.cairn.datastore.Expiring}. */
  @Nested
  final class ExpiringAbility extends ExpiringContract {

    @Override
    protected Datastore open(Path directory) {
      return EngineContract.this.open(directory);
    }

    @Override
    StoreUnderTest described() {
      return EngineContract.this;
    }

    @Override
    protected Optional<Datastore> open(Path directory, Clock clock) {
      return EngineContract.this.open(directory, clock);
    }
  }

  /** The ability {@link dev.cairn.datastore.GarbageCollection}. */
  @Nested
  final class GarbageCollectionAbility extends GarbageCollectionContract {

    @Override
    protected Datastore open(Path directory) {
      return EngineContract.this.open(directory);
    }

    @Override
    StoreUnderTest described() {
      return EngineContract.this;
    }
  }

  /** The ability {@link dev.cairn.datastore.RangeDelete}. */
  @Nested
  final class RangeDeleteAbility extends RangeDeleteContract {

    @Override
    protected Datastore open(Path directory) {
      return EngineContract.this.open(directory);
    }

    @Override
    StoreUnderTest described() {
      return EngineContract.this;
    }
  }

  /** The ability {@link dev.cairn.datastore.Scrub}. */
  @Nested
  final class ScrubAbility extends ScrubContract {

    @Override
    protected Datastore open(Path directory) {
      return EngineContract.this.open(directory);
    }

    @Override
    StoreUnderTest described() {
      return EngineContract.this;
    }

    @Override
    protected Optional<String> tables() {
      return EngineContract.this.tables();
    }
  }

  /** The ability {@link dev.cairn.datastore.Snapshots}. */
  @Nested
  final class SnapshotsAbility extends SnapshotsContract {

    @Override
    protected Datastore open(Path directory) {
      return EngineContract.this.open(directory);
    }

    @Override
    StoreUnderTest described() {
      return EngineContract.this;
    }
  }

  /** The ability {@link dev.cairn.datastore.Transactions}. */
  @Nested
  final class TransactionsAbility extends TransactionsContract {

    @Override
    protected Datastore open(Path directory) {
      return EngineContract.this.open(directory);
    }

    @Override
    StoreUnderTest described() {
      return EngineContract.this;
    }
  }

  /** The ability {@link dev.cairn.datastore.View}. */
  @Nested
  final class ViewAbility extends ViewContract {

    @Override
    protected Datastore open(Path directory) {
      return EngineContract.this.open(directory);
    }

    @Override
    StoreUnderTest described() {
      return EngineContract.this;
    }
  }
}
