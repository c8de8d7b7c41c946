/** Tests of the compositions. */
@NullMarked
package dev.cairn.mount;

import org.jspecify.annotations.NullMarked;
