package dev.cairn.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContestTest {

  @TempDir private Path scratch;

  private final List<String> events = new ArrayList<>();

  /** Tells what is done with it; each measurement gives its number. */
  private final class Teller implements Contestant {
    private final String name;
    private final Path folder;
    private int measured;

    Teller(String name, Path folder) {
      this.name = name;
      this.folder = folder;
    }

    @Override
    public double measure() throws IOException {
      Files.writeString(folder.resolve("file" + measured), name);
      events.add(name);
      return ++measured;
    }

    @Override
    public void close() {
      events.add("close " + name);
    }
  }

  private Figure figure() {
    return Figure.against(
        "figure",
        Unit.CALLS_PER_SECOND,
        Goal.NONE,
        folder -> new Teller("ours", folder),
        folder -> new Teller("peer", folder));
  }

  @Test
  void ours_and_the_peer_alternate_and_take_turns_in_beginning() throws Exception {
    Measurement measured = new Contest(Scale.QUICK, scratch).run(figure());

    assertThat(events)
        .containsExactly(
            "ours",
            "peer", // does not count
            "ours",
            "peer",
            "peer",
            "ours",
            "ours",
            "peer",
            "peer",
            "ours", //
            "ours",
            "peer",
            "peer",
            "ours",
            "ours",
            "peer", //
            "close peer",
            "close ours");
    assertThat(measured.ours()).containsExactly(2, 3, 4, 5, 6, 7, 8);
    assertThat(measured.peer()).containsExactly(2, 3, 4, 5, 6, 7, 8);
    assertThat(scratch).isEmptyDirectory();
  }

  @Test
  void who_has_no_peer_is_measured_alone() throws Exception {
    Figure alone =
        Figure.alone(
            "figure", Unit.CALLS_PER_SECOND, Goal.NONE, folder -> new Teller("ours", folder));

    Measurement measured = new Contest(Scale.FULL, scratch).run(alone);

    assertThat(measured.ours()).containsExactly(3, 4, 5, 6, 7, 8, 9, 10, 11);
    assertThat(measured.peer()).isEmpty();
  }

  @Test
  void a_failure_ends_the_contest_and_leaves_nothing() {
    Figure failing =
        Figure.against(
            "figure",
            Unit.CALLS_PER_SECOND,
            Goal.NONE,
            folder -> new Teller("ours", folder),
            folder -> {
              throw new IOException("no peer today");
            });

    assertThatThrownBy(() -> new Contest(Scale.QUICK, scratch).run(failing))
        .isInstanceOf(IOException.class)
        .hasMessage("no peer today");
    assertThat(events).containsExactly("close ours");
    assertThat(scratch).isEmptyDirectory();
  }

  @Test
  void every_scale_has_at_least_seven_rounds() {
    assertThat(Scale.values()).allMatch(scale -> scale.rounds() >= 7);
  }
}
