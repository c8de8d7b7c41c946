package dev.cairn.benchmarks;

import dev.cairn.datastore.engine.DurableFiles;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Measures figures: ours and its peer in turn, round by round, who begins changing with each round,
 * so that neither gains by its place or by the hour.
 */
final class Contest {

  private static final Contestant NOBODY = () -> 0;

  private final Scale scale;
  private final Path scratch;

  /**
   * Creates a contest.
   *
   * @param scale how many rounds there are
   * @param scratch a folder for files, which stays empty between figures
   */
  Contest(Scale scale, Path scratch) {
    this.scale = scale;
    this.scratch = scratch;
  }

  /**
   * {@return what was measured of a figure}
   *
   * @throws Exception whatever went wrong in one of its sides
   */
  Measurement run(Figure figure) throws Exception {
    Path folder = Files.createTempDirectory(scratch, "figure-");
    try (Contestant ours = figure.ours().in(Files.createDirectory(folder.resolve("ours")));
        Contestant peer = peer(figure, folder)) {
      for (int i = 0; i < scale.warmups(); i++) {
        ours.measure();
        peer.measure();
      }
      double[] ofOurs = new double[scale.rounds()];
      double[] ofPeer = new double[scale.rounds()];
      for (int round = 0; round < scale.rounds(); round++) {
        if (round % 2 == 0) {
          ofOurs[round] = ours.measure();
          ofPeer[round] = peer.measure();
        } else {
          ofPeer[round] = peer.measure();
          ofOurs[round] = ours.measure();
        }
      }
      return new Measurement(figure, ofOurs, figure.peer().isPresent() ? ofPeer : new double[0]);
    } finally {
      DurableFiles.deleteTree(folder);
    }
  }

  private static Contestant peer(Figure figure, Path folder) throws Exception {
    return figure.peer().isPresent()
        ? figure.peer().get().in(Files.createDirectory(folder.resolve("peer")))
        : NOBODY;
  }
}
