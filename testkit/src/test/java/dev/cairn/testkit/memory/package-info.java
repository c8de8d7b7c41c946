/** What the store in memory hands out, and the views of core, tried by the contracts of the kit. */
@NullMarked
package dev.cairn.testkit.memory;

import org.jspecify.annotations.NullMarked;
