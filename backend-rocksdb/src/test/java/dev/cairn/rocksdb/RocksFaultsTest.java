package dev.cairn.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.datastore.engine.EngineFault;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

final class RocksFaultsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Corruption | None | block checksum mismatch | CORRUPT",
        "IOError | None | While open a file: 000008.sst: No such file or directory | CORRUPT",
        "IOError | NoSpace | While appending to file: No space left on device | NO_SPACE",
        "IOError | None | While appending to file: No space left on device | NO_SPACE",
        "IOError | None | lock hold by current process, acquire time 1 | LOCKED",
        "IOError | None | While lock file: LOCK: Resource temporarily unavailable | LOCKED",
        "IOError | None | While open a file: Too many open files | TOO_MANY_FILES",
        "IOError | None | While open a file: LOG: Read-only file system | READ_ONLY_FILE_SYSTEM",
        "IOError | None | While open a file: LOG: Permission denied | NO_PERMISSION",
        "IOError | None | Writer has previous error. | STOPPED",
        "IOError | None | something else | OTHER",
        "Incomplete | None | Write stall | BUSY",
        "TryAgain | None | Memtable too small | BUSY",
        "InvalidArgument | None | Column families not opened: other | OTHER",
      })
  void a_status_says_what_it_means(
      Status.Code code, Status.SubCode subCode, String message, EngineFault fault) {
    Status status = new Status(code, subCode, message);

    assertThat(RocksFaults.of(new RocksDBException(message, status))).isEqualTo(fault);
  }

  @Test
  void a_failure_without_a_status_is_told_by_its_message() {
    assertThat(RocksFaults.of(new RocksDBException("a message"))).isEqualTo(EngineFault.OTHER);
    assertThat(RocksFaults.of(new IOException("x: No space left on device")))
        .isEqualTo(EngineFault.NO_SPACE);
    assertThat(RocksFaults.of(new IOException())).isEqualTo(EngineFault.OTHER);
  }
}
