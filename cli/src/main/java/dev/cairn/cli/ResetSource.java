package dev.cairn.cli;

import dev.cairn.datastore.CancellationToken;
import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.engine.IoFailures;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import dev.cairn.repo.Repository;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a reset of the keystore takes its multihashes from: {@code blocks}, {@code pins}, the name
 * of a file with a CID a line, or {@code -} for standard input. Any other source than these fails
 * before anything is changed; one that fails on the way, or is cancelled, ends the reset.
 */
record ResetSource(String name) {

  private static final String BLOCKS = "blocks";
  private static final String PINS = "pins";
  private static final String STANDARD_INPUT = "-";

  /** {@return the multihashes, which the caller closes} */
  CloseableIterator<Multihash> open(Repository repository, Cairn cairn, Progress progress) {
    CancellationToken cancellation = cairn.cancellation();
    CloseableIterator<Multihash> source =
        switch (name) {
          case BLOCKS -> repository.blocks().list();
          case PINS -> repository.pins().listKept(cancellation);
          case STANDARD_INPUT -> new Lines(cairn.terminal().in(), "standard input");
          default -> new Lines(openFile(), name);
        };
    return new Watched(source, cancellation, progress);
  }

  private InputStream openFile() {
    try {
      return Files.newInputStream(Path.of(name));
    } catch (IOException e) {
      throw IoFailures.wrap("cannot read the multihashes for the keystore from " + name, e);
    }
  }

  /** Asks before each multihash whether to go on, and tells how far it has come. */
  private static final class Watched implements CloseableIterator<Multihash> {
    private final CloseableIterator<Multihash> source;
    private final CancellationToken cancellation;
    private final Progress progress;
    private long count;

    Watched(
        CloseableIterator<Multihash> source, CancellationToken cancellation, Progress progress) {
      this.source = source;
      this.cancellation = cancellation;
      this.progress = progress;
    }

    @Override
    public boolean hasNext() {
      cancellation.check("reset the keystore, which keeps its set");
      return source.hasNext();
    }

    @Override
    public Multihash next() {
      Multihash next = source.next();
      progress.reached(++count);
      return next;
    }

    @Override
    public void close() {
      source.close();
    }
  }

  /** The CIDs of a text, a line each; empty lines are passed over. */
  private static final class Lines implements CloseableIterator<Multihash> {
    private final BufferedReader reader;
    private final String where;
    private long number;
    private @Nullable Multihash next;

    Lines(InputStream in, String where) {
      this.reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      this.where = where;
    }

    @Override
    public boolean hasNext() {
      try {
        String line = "";
        while (next == null && line != null) {
          line = reader.readLine();
          number++;
          if (line != null && !line.isBlank()) {
            next = parse(line.strip());
          }
        }
        return next != null;
      } catch (IOException e) {
        throw IoFailures.wrap("cannot read the multihashes for the keystore from " + where, e);
      }
    }

    private Multihash parse(String line) {
      try {
        return Cid.parse(line).multihash();
      } catch (IllegalArgumentException e) {
        throw new DatastoreException(
            "line %d of %s is no CID: %s; the keystore keeps its set"
                .formatted(number, where, e.getMessage()),
            e);
      }
    }

    @Override
    public Multihash next() {
      if (!hasNext()) {
        throw new NoSuchElementException("the listing is complete");
      }
      Multihash found = next;
      next = null;
      return Objects.requireNonNull(found);
    }

    @Override
    public void close() {
      try {
        reader.close();
      } catch (IOException e) {
        throw IoFailures.wrap("cannot close " + where, e);
      }
    }
  }
}
