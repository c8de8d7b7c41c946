/**
 * The rules of the architecture page, held over the compiled classes and the sources of all
 * modules. A rule says nothing of a package that does not exist yet; a package that no room of
 * {@link dev.cairn.architecture.Room} owns fails.
 */
@NullMarked
package dev.cairn.architecture;

import org.jspecify.annotations.NullMarked;
