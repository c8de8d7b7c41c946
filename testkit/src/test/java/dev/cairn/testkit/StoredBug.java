package dev.cairn.testkit;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.NoSpaceException;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.wrapper.ForwardingDatastore;
import dev.cairn.testkit.JournalDatastore.Care;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** What may be wrong with the files of a store, and which test of the contracts sees it. */
@SuppressWarnings("ImmutableEnumChecker") // what they make is new at each call
enum StoredBug implements PlantedBug {
  SYNCS_NOTHING(
      directory -> JournalDatastore.open(directory, Care.BUFFERED),
      "loss_of_power_leaves_a_prefix_of_the_writes_with_all_that_was_synced",
      "a_sync_covers_its_own_key_and_what_lies_below_it"),

  SYNCS_NOT_THE_PREFIX_ITSELF(
      directory -> JournalDatastore.open(directory, Care.HELD_UNTIL_SYNCED_FROM_ABOVE),
      "a_sync_covers_its_own_key_and_what_lies_below_it"),

  WRITES_BATCHES_IN_PIECES(
      directory -> JournalDatastore.open(directory, Care.PIECEMEAL),
      "loss_of_power_leaves_a_prefix_of_the_writes_with_all_that_was_synced"),

  LOCKS_NOTHING(
      directory -> JournalDatastore.open(directory, Care.WHOLE),
      "a_store_that_this_process_has_open_is_refused_and_goes_on"),

  FORGETS_WHAT_DOES_NOT_FIT(
      Forgetting::new, "a_full_disk_is_an_exception_and_loses_nothing_that_was_taken"),

  BEGINS_ANEW_WHERE_NOTHING_CAN_BE_OPENED(
      StoredBug::openOrBeginAnew, "too_many_open_files_are_an_exception_that_passes"),

  BEGINS_ANEW_WHERE_A_FILE_IS_MISSING(
      directory -> new AbleDatastore(directory, Clock.systemUTC()),
      "a_missing_file_is_an_exception_and_never_a_silent_loss",
      "an_empty_file_is_an_exception_and_never_a_silent_loss"),

  LOOKS_AT_NO_CHECKSUM(
      directory -> new AbleDatastore(directory, Clock.systemUTC()),
      "a_flipped_bit_in_a_file_is_an_exception_and_never_a_silent_loss"),

  ENDS_A_LISTING_AT_DAMAGE(
      EndingAtDamage::new, "a_flipped_bit_in_a_file_is_an_exception_and_never_a_silent_loss");

  private final Function<Path, Datastore> store;
  private final Set<String> caughtBy;

  StoredBug(Function<Path, Datastore> store, String... caughtBy) {
    this.store = store;
    this.caughtBy = Set.of(caughtBy);
  }

  @Override
  public Datastore open(Path directory) {
    return store.apply(directory);
  }

  @Override
  public Set<String> caughtBy() {
    return caughtBy;
  }

  @Override
  public boolean persistent() {
    return true;
  }

  @Override
  public Set<Class<?>> capabilities() {
    return Set.of(Batching.class);
  }

  private static Datastore openOrBeginAnew(Path directory) {
    try {
      return JournalDatastore.open(directory, Care.WHOLE);
    } catch (DatastoreException e) {
      return new Broken();
    }
  }

  /** Takes one value for which there is no room for written. */
  private static final class Forgetting extends ForwardingDatastore {
    private boolean forgot;

    Forgetting(Path directory) {
      super(JournalDatastore.open(directory, Care.WHOLE));
    }

    @Override
    public void put(Key key, byte[] value) {
      try {
        super.put(key, value);
      } catch (NoSpaceException e) {
        if (forgot) {
          throw e;
        }
        forgot = true;
      }
    }
  }

  /** Shows what lies before the first damage as if it were all; a get would say what is wrong. */
  private static final class EndingAtDamage extends AbleDatastore {

    EndingAtDamage(Path directory) {
      super(directory, Clock.systemUTC());
    }

    @Override
    public Results query(Query query) {
      List<Entry> shown = new ArrayList<>();
      for (Entry entry : memory.query(query).toList()) {
        if (checksums.get(entry.key()) != TableFile.checksum(entry.key(), entry.value())) {
          break;
        }
        shown.add(entry);
      }
      return new ListedResults(query, shown);
    }
  }
}
