package dev.cairn.datastore.engine;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.NoSpaceException;
import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Calls on a store whose engine says that the disk is full. */
final class FailingCalls {

  private FailingCalls() {}

  /** Asserts of each call that it fails, with a message that begins as its name does. */
  static void assertTell(Map<String, ThrowingCallable> calls, Path directory, Exception failure) {
    calls.forEach(
        (message, call) ->
            assertThatThrownBy(call)
                .as(message)
                .isInstanceOf(NoSpaceException.class)
                .hasMessageStartingWith(message)
                .hasMessageContainingAll(
                    "the Test store at",
                    directory.getFileName().toString(),
                    "No space left",
                    "make room")
                .hasCause(failure));
  }
}
