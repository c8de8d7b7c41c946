/**
 * How values of the vocabulary are written in JSON, for Jackson.
 *
 * <p>Jackson finds {@link dev.cairn.repo.internal.KeyModule} as a service, so that no caller names
 * it. Everything here is immutable and safe for any thread; there is nothing to close.
 *
 * <pre>{@code
 * ObjectMapper json = JsonMapper.builder().findAndAddModules().build();
 * Key key = json.readValue("\"/a/b\"", Key.class);
 * }</pre>
 */
@NullMarked
package dev.cairn.repo.internal;

import org.jspecify.annotations.NullMarked;
