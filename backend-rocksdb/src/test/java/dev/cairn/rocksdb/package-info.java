/** Tests of the engine. */
@NullMarked
package dev.cairn.rocksdb;

import org.jspecify.annotations.NullMarked;
