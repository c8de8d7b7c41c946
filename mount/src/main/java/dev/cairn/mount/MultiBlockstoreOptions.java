package dev.cairn.mount;

import java.time.Clock;

/**
 * How a {@link MultiBlockstore} behaves beyond what its mounts say. Immutable.
 *
 * <pre>{@code
 * MultiBlockstoreOptions.defaults().healing(Healing.ON_READ).promotion(Promotion.afterHits(3));
 * }</pre>
 */
public final class MultiBlockstoreOptions {

  private static final MultiBlockstoreOptions DEFAULTS =
      new MultiBlockstoreOptions(
          Healing.NEVER,
          Promotion.never(),
          BreakerPolicy.defaults(),
          Clock.systemUTC(),
          MountListener.NONE);

  private final Healing healing;
  private final Promotion promotion;
  private final BreakerPolicy breakerPolicy;
  private final Clock clock;
  private final MountListener listener;

  private MultiBlockstoreOptions(
      Healing healing,
      Promotion promotion,
      BreakerPolicy breakerPolicy,
      Clock clock,
      MountListener listener) {
    this.healing = healing;
    this.promotion = promotion;
    this.breakerPolicy = breakerPolicy;
    this.clock = clock;
    this.listener = listener;
  }

  /** {@return no healing, no promotion, five failures in a row give a mount up for 30 seconds} */
  public static MultiBlockstoreOptions defaults() {
    return DEFAULTS;
  }

  /**
   * {@return these options with another way to treat bad copies in the cache}
   *
   * @param newHealing what to do with them
   */
  public MultiBlockstoreOptions healing(Healing newHealing) {
    return new MultiBlockstoreOptions(newHealing, promotion, breakerPolicy, clock, listener);
  }

  /**
   * {@return these options with another rule for what is copied into the cache}
   *
   * @param newPromotion when a block that was read from an aux is
   */
  public MultiBlockstoreOptions promotion(Promotion newPromotion) {
    return new MultiBlockstoreOptions(healing, newPromotion, breakerPolicy, clock, listener);
  }

  /**
   * {@return these options with another patience with mounts that fail}
   *
   * @param newPolicy when an aux is no longer asked, and for how long
   */
  public MultiBlockstoreOptions breakerPolicy(BreakerPolicy newPolicy) {
    return new MultiBlockstoreOptions(healing, promotion, newPolicy, clock, listener);
  }

  /**
   * {@return these options with another clock}
   *
   * @param newClock tells when a mount that failed is asked again
   */
  public MultiBlockstoreOptions clock(Clock newClock) {
    return new MultiBlockstoreOptions(healing, promotion, breakerPolicy, newClock, listener);
  }

  /**
   * {@return these options with another listener}
   *
   * @param newListener is told what happens to the mounts
   */
  public MultiBlockstoreOptions listener(MountListener newListener) {
    return new MultiBlockstoreOptions(healing, promotion, breakerPolicy, clock, newListener);
  }

  /** {@return what is done with bad copies in the cache} */
  public Healing healing() {
    return healing;
  }

  /** {@return when a block that was read from an aux is copied into the cache} */
  public Promotion promotion() {
    return promotion;
  }

  /** {@return when an aux is no longer asked, and for how long} */
  public BreakerPolicy breakerPolicy() {
    return breakerPolicy;
  }

  /** {@return what tells when a mount that failed is asked again} */
  public Clock clock() {
    return clock;
  }

  /** {@return who is told what happens to the mounts} */
  public MountListener listener() {
    return listener;
  }
}
