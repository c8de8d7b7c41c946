package dev.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearsalTest {

  @Test
  void every_command_of_the_rehearsal_succeeds() {
    assertThatCode(() -> Rehearsal.main(new String[0])).doesNotThrowAnyException();
  }

  @Test
  void a_value_that_is_the_name_of_a_command_is_no_command(@TempDir Path folder) {
    Shell shell = Shell.onNew(folder.resolve("demo"), "leveldb");

    assertThat(shell.run("diag", "datastore", "put", "/car", "block").exitCode()).isZero();
    assertThat(shell.run("diag", "datastore", "get", "/car").expectSuccess().text())
        .isEqualTo("block");
  }
}
