/** Tests of the engine. */
@NullMarked
package dev.cairn.leveldb;

import org.jspecify.annotations.NullMarked;
