package dev.cairn.gc;

import dev.cairn.datastore.CancellationToken;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * How a pin is added; immutable, each method returns an altered copy.
 *
 * <pre>{@code
 * pins.add(root, PinOptions.recursive().named("backup of May").cancelledBy(stop::get));
 * }</pre>
 */
public final class PinOptions {

  private static final PinOptions RECURSIVE =
      new PinOptions(
          PinMode.RECURSIVE,
          Optional.empty(),
          Optional.empty(),
          CancellationToken.never(),
          visited -> {});

  private final PinMode mode;
  private final Optional<String> name;
  private final Optional<Token> token;
  private final CancellationToken cancellation;
  private final LongConsumer progress;

  private PinOptions(
      PinMode mode,
      Optional<String> name,
      Optional<Token> token,
      CancellationToken cancellation,
      LongConsumer progress) {
    this.mode = mode;
    this.name = name;
    this.token = token;
    this.cancellation = cancellation;
    this.progress = progress;
  }

  /** {@return the options of a recursive pin without a name} */
  public static PinOptions recursive() {
    return RECURSIVE;
  }

  /** {@return the options of a direct pin without a name} */
  public static PinOptions direct() {
    return new PinOptions(
        PinMode.DIRECT,
        RECURSIVE.name,
        RECURSIVE.token,
        RECURSIVE.cancellation,
        RECURSIVE.progress);
  }

  /**
   * {@return these options with a name for the pin} Without one, a pin that is there keeps its
   * name.
   *
   * @param text not blank
   * @throws IllegalArgumentException if it is blank
   */
  public PinOptions named(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("the name of a pin is not blank; leave it out instead");
    }
    return new PinOptions(mode, Optional.of(text), token, cancellation, progress);
  }

  /**
   * {@return these options for a pin that is a step of something that holds a token already}
   * Without it, the pin opens one for itself.
   *
   * @param outer of the same locker, open until the pin is added
   */
  public PinOptions within(Token outer) {
    return new PinOptions(mode, name, Optional.of(outer), cancellation, progress);
  }

  /**
   * {@return these options for a walk that stops when told to; nothing is recorded then}
   *
   * @param stop asked before each block
   */
  public PinOptions cancelledBy(CancellationToken stop) {
    return new PinOptions(mode, name, token, stop, progress);
  }

  /**
   * {@return these options with somebody who is told how far the walk is}
   *
   * @param listener gets the number of blocks visited so far, after each; called in the thread that
   *     adds the pin, and no lock is held
   */
  public PinOptions reportingTo(LongConsumer listener) {
    return new PinOptions(mode, name, token, cancellation, listener);
  }

  PinMode mode() {
    return mode;
  }

  Optional<String> name() {
    return name;
  }

  Optional<Token> token() {
    return token;
  }

  CancellationToken cancellation() {
    return cancellation;
  }

  LongConsumer progress() {
    return progress;
  }
}
