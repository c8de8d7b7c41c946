package dev.cairn.datastore;

/**
 * The capability of optimistic transactions: they block nobody, neither readers nor writers nor
 * each other; the one that finds at its commit that what it had read or written was changed
 * meanwhile fails.
 */
public interface Transactions {

  /** {@return a new transaction; the caller commits or closes it} */
  Transaction begin();
}
