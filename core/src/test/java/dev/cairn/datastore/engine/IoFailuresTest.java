package dev.cairn.datastore.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.NoSpaceException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IoFailuresTest {

  @Test
  void what_java_shows_as_a_mere_path_is_told_in_words() {
    Map.of(
            new NoSuchFileException("/x"), "there is no /x",
            new AccessDeniedException("/x"), "no permission for /x",
            new FileAlreadyExistsException("/x"), "/x exists already",
            new NotDirectoryException("/x"), "/x is no directory",
            new DirectoryNotEmptyException("/x"), "the directory /x is not empty",
            new FileSystemException("/x", null, "Too many open files"), "Too many open files (/x)",
            new FileSystemException("/x"), "/x",
            new IOException("odd"), "odd",
            new IOException(), "IOException")
        .forEach((failure, words) -> assertThat(IoFailures.reason(failure)).isEqualTo(words));
  }

  @Test
  void a_failure_says_what_was_attempted_and_why_it_failed() {
    IOException failure = new NoSuchFileException("/x/config");

    assertThat(IoFailures.wrap("cannot read /x/config", failure))
        .hasSameClassAs(new DatastoreException(""))
        .hasMessage("cannot read /x/config: there is no /x/config")
        .hasCause(failure);
  }

  @ParameterizedTest
  @ValueSource(strings = {"No space left on device", "There is not enough space on the disk"})
  void a_full_disk_is_told_from_other_failures(String reason) {
    assertThat(IoFailures.wrap("cannot write /x", new FileSystemException("/x", null, reason)))
        .isInstanceOf(NoSpaceException.class)
        .hasMessageContainingAll("cannot write /x", reason, "make room");
  }
}
