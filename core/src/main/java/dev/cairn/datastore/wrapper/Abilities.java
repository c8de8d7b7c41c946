package dev.cairn.datastore.wrapper;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Which abilities of the store below a wrapper has too, and how it makes its own of them.
 *
 * <p>An ability is told by the interface that was asked for, never by what the object below is: one
 * object may have many.
 */
final class Abilities {

  private final Map<Class<?>, UnaryOperator<Object>> adaptations = new HashMap<>();

  /** Has {@code ability} as {@code adaptation} makes it of the one below; returns this. */
  <A> Abilities with(Class<A> ability, Function<A, ? extends A> adaptation) {
    adaptations.put(ability, below -> adaptation.apply(ability.cast(below)));
    return this;
  }

  /** Has these abilities just as the store below has them; returns this. */
  Abilities unchanged(Class<?>... abilities) {
    for (Class<?> ability : abilities) {
      adaptations.put(ability, below -> below);
    }
    return this;
  }

  /** Returns {@code below} as the wrapper has it, or nothing where it does not. */
  <T> Optional<T> adapt(Class<T> ability, T below) {
    UnaryOperator<Object> adaptation = adaptations.get(ability);
    return adaptation == null
        ? Optional.empty()
        : Optional.of(ability.cast(adaptation.apply(below)));
  }
}
