package dev.cairn.keystore;

/**
 * Is told what becomes of the generations of a {@link ResettableKeystore}, in the thread that does
 * it and while it is done: it answers soon and does not call the keystore. What it throws is logged
 * and changes nothing. The same is logged by itself.
 */
@FunctionalInterface
public interface GenerationListener {

  /** What may become of a generation. */
  enum Event {
    /** It was opened, or made as the first one, and is in force. */
    OPENED,
    /** It took the place of another one. */
    IN_FORCE,
    /** It is out of force, and stays until its last reader lets go of it. */
    STILL_READ,
    /** It was deleted. */
    DELETED,
    /** It was left by an earlier process, or could not be deleted earlier, and is deleted now. */
    SWEPT,
    /** It could not be deleted, which is tried again at the next reset and opening. */
    NOT_DELETED
  }

  /**
   * Is told of an event.
   *
   * @param event what happened
   * @param generation the name of the generation, such as {@code gen-7}
   * @param bytes of its files, or those that were freed; 0 where the datastore cannot say
   */
  void on(Event event, String generation, long bytes);
}
