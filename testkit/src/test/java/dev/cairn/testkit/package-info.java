/** The kit tried on itself: on the store in memory, and on stores that are broken on purpose. */
@NullMarked
package dev.cairn.testkit;

import org.jspecify.annotations.NullMarked;
