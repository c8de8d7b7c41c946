package dev.cairn.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ForkedJvmTest {

  @Test
  void it_says_what_it_printed_and_returned() {
    ForkedJvm.Outcome outcome = ForkedJvm.of(Talker.class, "3", "5").run();

    assertThat(outcome.lines()).containsExactly("line 1", "line 2", "line 3");
    assertThat(outcome.errors()).contains("to standard error: é");
    assertThat(outcome.exitCode()).isEqualTo(5);
    assertThat(outcome.killed()).isFalse();
    assertThatThrownBy(outcome::expectSuccess)
        .isInstanceOf(AssertionError.class)
        .hasMessageContainingAll("exit code 5", "line 3", "to standard error: é");
  }

  @Test
  void a_success_is_expected_and_returned() {
    ForkedJvm.Outcome outcome = ForkedJvm.of(Talker.class, "1", "0").run();

    assertThat(outcome.expectSuccess()).isSameAs(outcome);
  }

  @Test
  void it_is_killed_after_a_number_of_lines() {
    ForkedJvm.Outcome outcome = ForkedJvm.of(Talker.class, "-1", "0").killedAfter(4);

    assertThat(outcome.killed()).isTrue();
    assertThat(outcome.exitCode()).isNotZero();
    assertThat(outcome.lines()).startsWith("line 1", "line 2", "line 3", "line 4");
    assertThatThrownBy(outcome::expectSuccess).hasMessageContaining("killed");
  }

  @Test
  void it_is_killed_at_a_line() {
    ForkedJvm.Outcome outcome = ForkedJvm.of(Talker.class, "-1", "0").killedAt("line 7"::equals);

    assertThat(outcome.killed()).isTrue();
    assertThat(outcome.lines()).contains("line 7");
  }

  @Test
  void one_that_ends_before_its_death_is_not_killed() {
    ForkedJvm.Outcome outcome = ForkedJvm.of(Talker.class, "2", "0").killedAfter(3);

    assertThat(outcome.expectSuccess().lines()).hasSize(2);
  }

  @Test
  void it_has_the_options_and_properties_it_is_given_and_no_assertions() {
    ForkedJvm plain = ForkedJvm.of(Teller.class);

    assertThat(plain.run().expectSuccess().lines()).containsExactly("null", "without assertions");
    assertThat(plain.withProperty("told", "a b").withOption("-ea").run().lines())
        .containsExactly("a b", "with assertions");
  }

  @Test
  void a_death_before_the_first_line_is_refused() {
    ForkedJvm forked = ForkedJvm.of(Talker.class, "1", "0");

    assertThatThrownBy(() -> forked.killedAfter(0)).isInstanceOf(IllegalArgumentException.class);
  }

  /** Prints so many lines, without end for a negative number, and returns a code. */
  static final class Talker {
    private Talker() {}

    @SuppressWarnings("SystemOut") // what it is for
    public static void main(String[] arguments) {
      System.err.write("to standard error: é\n".getBytes(UTF_8), 0, 22);
      System.err.flush();
      int lines = Integer.parseInt(arguments[0]);
      for (int i = 1; i != lines + 1; i++) {
        System.out.println("line " + i);
      }
      System.exit(Integer.parseInt(arguments[1]));
    }
  }

  /** Tells what it was started with. */
  static final class Teller {
    private Teller() {}

    @SuppressWarnings("SystemOut") // what it is for
    public static void main(String[] arguments) {
      System.out.println(System.getProperty("told"));
      System.out.println(
          Teller.class.desiredAssertionStatus() ? "with assertions" : "without assertions");
    }
  }
}
