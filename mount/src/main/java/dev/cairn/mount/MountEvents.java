package dev.cairn.mount;

import dev.cairn.multiformats.Cid;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what happens to mounts and tells the owner's listener, whose failures go no further. */
final class MountEvents {

  private static final Logger log = LoggerFactory.getLogger(MultiBlockstore.class);

  private final MountListener listener;

  MountEvents(MountListener listener) {
    this.listener = listener;
  }

  void healed(Cid cid, String source, RuntimeException reason) {
    log.warn("{}; it was replaced by the copy of the mount '{}'", reason.getMessage(), source);
    tell(() -> listener.healed(cid, source));
  }

  void promoted(Cid cid, String source) {
    log.debug("{} was copied from the mount '{}' into the cache", cid, source);
    tell(() -> listener.promoted(cid, source));
  }

  void tripped(String mount, Instant until, RuntimeException reason) {
    log.warn("the mount '{}' fails and is not asked before {}", mount, until, reason);
    tell(() -> listener.tripped(mount, until, reason));
  }

  void recovered(String mount) {
    log.info("the mount '{}' answers again", mount);
    tell(() -> listener.recovered(mount));
  }

  private static void tell(Runnable event) {
    try {
      event.run();
    } catch (RuntimeException e) {
      log.warn("a listener to mounts failed: {}", e.getMessage(), e);
    }
  }
}
