package dev.cairn.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Where a command reads and writes: the three standard streams, or a test's. */
final class Terminal {

  private static final int BUFFER_SIZE = 1 << 16;

  private final InputStream in;
  private final OutputStream out;
  private final PrintStream err;

  Terminal(InputStream in, OutputStream out, PrintStream err) {
    this.in = in;
    this.out = new BufferedOutputStream(out, BUFFER_SIZE);
    this.err = err;
  }

  /** {@return standard input} */
  InputStream in() {
    return in;
  }

  /** {@return standard output, buffered, for bytes} */
  OutputStream out() {
    return out;
  }

  /** Writes bytes to standard output. */
  void write(ByteBuffer bytes) {
    byte[] chunk = new byte[Math.min(bytes.remaining(), BUFFER_SIZE)];
    try {
      while (bytes.hasRemaining()) {
        int length = Math.min(chunk.length, bytes.remaining());
        bytes.get(chunk, 0, length);
        out.write(chunk, 0, length);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a line to standard output. */
  void print(String line) {
    try {
      out.write(line.getBytes(StandardCharsets.UTF_8));
      out.write('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a JSON object as a line to standard output. */
  void printJson(Map<String, ?> object) {
    try {
      print(Json.MAPPER.writeValueAsString(object));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("no JSON: " + object, e);
    }
  }

  /** Writes a line to standard error. */
  void complain(String line) {
    err.println(line);
  }

  /** {@return standard error} */
  PrintStream err() {
    return err;
  }

  /** Sends what is buffered. */
  void flush() {
    try {
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Loads what writes JSON only where JSON is asked for. */
  private static final class Json {
    static final ObjectMapper MAPPER = new ObjectMapper();
  }
}
