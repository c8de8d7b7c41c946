package dev.cairn.docs.engine;

import dev.cairn.datastore.engine.OperationList.Operation;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One write as it lies in a record: the length of the key, the key, the length of the value, or -1
 * for a delete, and the value.
 *
 * @param key the bytes of the key
 * @param offset where in the record the value begins
 * @param length how long the value is, or -1 for a delete
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Write(byte[] key, int offset, int length) {

  private static final int DELETE = -1;

  boolean isDelete() {
    return length == DELETE;
  }

  static byte[] encode(Iterable<Operation> operations) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    for (Operation operation : operations) {
      byte[] value = operation.value();
      out.writeInt(operation.key().length());
      out.write(operation.key().toBytes());
      out.writeInt(value == null ? DELETE : value.length);
      out.write(value == null ? new byte[0] : value);
    }
    return bytes.toByteArray();
  }

  static List<Write> decode(byte[] content, Path file, long position) throws IOException {
    List<Write> writes = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(content);
    try {
      while (in.hasRemaining()) {
        byte[] key = new byte[in.getInt()];
        in.get(key);
        int length = in.getInt();
        writes.add(new Write(key, in.position(), length));
        in.position(in.position() + Math.max(0, length));
      }
      return writes;
    } catch (BufferUnderflowException | IllegalArgumentException | NegativeArraySizeException e) {
      throw new DamagedFileException(file, position);
    }
  }
}
