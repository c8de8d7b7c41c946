package dev.cairn.mount;

import java.util.List;

/** Where records of a journal lie, by name; each change survives loss of power once it returns. */
interface JournalPlace {

  /** Returns the names of all records, ascending. */
  List<String> names();

  /** Returns a record. */
  byte[] read(String name);

  /** Writes a record, whole or not at all. */
  void write(String name, byte[] record);

  /** Removes a record, if it is there. */
  void remove(String name);

  /** Returns where a record is, in words that help to find it. */
  String describe(String name);
}
