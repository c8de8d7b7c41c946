package dev.cairn.datastore.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.DatastoreLockedException;
import dev.cairn.datastore.NoSpaceException;
import dev.cairn.datastore.ReadOnlyDatastoreException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class EngineFaultTest {

  @ParameterizedTest
  @CsvSource({
    "IO error: /data/000003.log: No space left on device,NO_SPACE",
    "While appending to file: /data/000003.log: Disk quota exceeded,NO_SPACE",
    "IO error: /data/LOCK: Read-only file system,READ_ONLY_FILE_SYSTEM",
    "While open a file: /data/000009.sst: Too many open files,TOO_MANY_FILES",
    "java.nio.file.AccessDeniedException: /data: Permission denied,NO_PERMISSION",
    "java.nio.file.FileSystemException: /data: Operation not permitted,NO_PERMISSION",
    "something else,OTHER",
  })
  void what_the_system_says_is_understood(String message, EngineFault fault) {
    assertThat(EngineFault.ofSystemMessage(message)).isEqualTo(fault);
  }

  @ParameterizedTest
  @CsvSource({"TOO_MANY_FILES", "BUSY", "LOCKED"})
  void what_may_pass_is_worth_another_try(EngineFault fault) {
    assertThat(fault.exception("cannot open", new IOException("x")).retryable()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      value = EngineFault.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"TOO_MANY_FILES", "BUSY", "LOCKED"})
  void what_does_not_pass_is_not(EngineFault fault) {
    assertThat(fault.exception("cannot open", new IOException("x")).retryable()).isFalse();
  }

  @Test
  void an_exception_says_what_was_attempted_why_it_failed_and_what_to_do() {
    IOException cause = new IOException("the reason");

    DatastoreException exception = EngineFault.NO_SPACE.exception("cannot put /key", cause);

    assertThat(exception)
        .isInstanceOf(NoSpaceException.class)
        .hasMessage(
            "cannot put /key: the reason;"
                + " make room on its disk; what was stored before is unharmed")
        .hasCause(cause);
  }

  @Test
  void a_failure_without_a_message_is_named_by_its_class() {
    assertThat(EngineFault.CORRUPT.exception("cannot get /key", new IllegalStateException()))
        .hasMessageStartingWith("cannot get /key: java.lang.IllegalStateException; ");
  }

  @Test
  void a_failure_of_the_file_system_is_told_in_words() {
    AccessDeniedException cause = new AccessDeniedException("/data/000005.sst");

    assertThat(EngineFault.NO_PERMISSION.exception("cannot open /data", cause))
        .hasMessageStartingWith("cannot open /data: no permission for /data/000005.sst; ");
  }

  @Test
  void every_fault_that_callers_act_on_has_its_exception() {
    IOException cause = new IOException("x");

    assertThat(EngineFault.CORRUPT.exception("", cause)).isInstanceOf(CorruptDataException.class);
    assertThat(EngineFault.LOCKED.exception("", cause))
        .isInstanceOf(DatastoreLockedException.class);
    assertThat(EngineFault.READ_ONLY_FILE_SYSTEM.exception("", cause))
        .isInstanceOf(ReadOnlyDatastoreException.class);
    assertThat(EngineFault.STOPPED.exception("cannot put /key", cause))
        .hasMessage(
            "cannot put /key: x; an earlier write failed and said why: see to that, close the"
                + " store, and open it again");
    assertThat(EngineFault.OTHER.exception("", cause)).hasSameClassAs(new DatastoreException(""));
  }
}
