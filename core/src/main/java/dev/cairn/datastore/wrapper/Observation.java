package dev.cairn.datastore.wrapper;

/**
 * One call that an {@link Observer} watches. One of its methods is called, once, as the call ends:
 * for a query that is when its results are closed, by whatever thread closes them. Neither may
 * throw.
 */
public interface Observation {

  /** The observation of a call that nobody wants to hear of. */
  Observation NONE =
      new Observation() {
        @Override
        public void ended(Outcome outcome, long bytes) {}

        @Override
        public void failed(Throwable failure) {}
      };

  /**
   * The call returned.
   *
   * @param outcome how, other than {@link Outcome#FAILED}
   * @param bytes how many bytes of values it wrote or read, 0 where it moved none
   */
  void ended(Outcome outcome, long bytes);

  /**
   * The call threw.
   *
   * @param failure what
   */
  void failed(Throwable failure);
}
