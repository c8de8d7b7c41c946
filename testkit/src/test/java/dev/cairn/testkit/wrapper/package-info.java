/** The wrappers of core, held against the contracts, and each against what it alone promises. */
@NullMarked
package dev.cairn.testkit.wrapper;

import org.jspecify.annotations.NullMarked;
