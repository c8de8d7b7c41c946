package dev.cairn.leveldb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.leveldb.KernelLocks.Lock;
import java.util.List;
import org.junit.jupiter.api.Test;

final class KernelLocksTest {

  private static final List<String> TABLE =
      List.of(
          "1: POSIX  ADVISORY  WRITE 3467 fe:00:2154499 0 EOF",
          "1: -> POSIX  ADVISORY  WRITE 3500 fe:00:2154499 0 EOF",
          "2: FLOCK  ADVISORY  WRITE 1903 103:12:77 0 EOF",
          "3: OFDLCK ADVISORY  READ  -1 00:2f:78 0 0",
          "4: LEASE  ACTIVE    READ  12 fe:00:79 0 EOF",
          "nothing that is known");

  @Test
  void a_lock_is_found_by_device_and_file() {
    assertThat(find(0xfe, 0x00, 2154499)).containsExactly(new Lock("POSIX", 3467));
    assertThat(find(0xfe, 0x01, 2154499)).isEmpty();
    assertThat(find(0xfe, 0x00, 2154498)).isEmpty();
    assertThat(find(0x103, 0x12, 77)).containsExactly(new Lock("FLOCK", 1903));
    assertThat(find(0, 0x2f, 78)).hasToString("[a process in another container]");
  }

  @Test
  void a_lock_of_this_process_is_no_hindrance() {
    assertThat(KernelLocks.find(TABLE, device(0xfe, 0), 2154499, 3467)).isEmpty();
    assertThat(KernelLocks.find(TABLE, device(0x103, 0x12), 77, 3467)).isPresent();
  }

  @Test
  void the_kind_that_no_library_here_sees_is_known() {
    assertThat(find(0x103, 0x12, 77).get(0).isFlock()).isTrue();
    assertThat(find(0xfe, 0, 2154499).get(0).isFlock()).isFalse();
  }

  private static List<Lock> find(long major, long minor, long inode) {
    return KernelLocks.find(TABLE, device(major, minor), inode, 1).stream().toList();
  }

  private static long device(long major, long minor) {
    return (minor & 0xff) | ((major & 0xfff) << 8) | ((minor & ~0xffL) << 12);
  }
}
