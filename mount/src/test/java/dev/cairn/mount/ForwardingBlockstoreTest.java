package dev.cairn.mount;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.DiskUsage;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ForwardingBlockstoreTest {

  private static final Block BLOCK = Block.raw("a block".getBytes(UTF_8));

  private final List<String> calls = new ArrayList<>();
  private final Blockstore below = recording(calls);

  static List<Method> methods() {
    return Arrays.stream(Blockstore.class.getMethods())
        .filter(method -> !Modifier.isStatic(method.getModifiers()))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("methods")
  void every_method_goes_to_the_very_same_below_though_the_interface_has_a_default(Method method)
      throws Exception {
    Object[] arguments =
        Arrays.stream(method.getParameterTypes()).map(ForwardingBlockstoreTest::argument).toArray();

    method.invoke(new ForwardingBlockstore(below) {}, arguments);

    assertThat(calls).containsExactly(method.getName());
  }

  @Test
  void a_wrapper_neither_hides_a_view_nor_an_ability_that_does_no_harm() {
    Blockstore able =
        new ForwardingBlockstore(below) {
          @Override
          public <T> Optional<T> capability(Class<T> ability) {
            return ability == DiskUsage.class
                ? Optional.of(ability.cast((DiskUsage) () -> 42))
                : ability == Runnable.class
                    ? Optional.of(ability.cast((Runnable) () -> {}))
                    : super.capability(ability);
          }
        };
    Blockstore wrapped =
        new HashPolicyBlockstore(
            new SizeLimitBlockstore(new VerifyingBlockstore(new IdentityBlockstore(able))),
            HashPolicy.defaults());

    wrapped.view(BLOCK.cid(), ByteBuffer::remaining);

    assertThat(calls).containsExactly("view");
    assertThat(wrapped.capability(DiskUsage.class)).map(DiskUsage::diskUsage).hasValue(42L);
    assertThat(wrapped.capability(Runnable.class)).as("would go round the wrappers").isEmpty();
    assertThat(wrapped.capability(SizeLimitBlockstore.class)).isEmpty();
    assertThat(wrapped.capability(HashPolicyBlockstore.class))
        .hasValue((HashPolicyBlockstore) wrapped);
  }

  private static Object argument(Class<?> type) {
    if (type == Block.class) {
      return BLOCK;
    } else if (type == Collection.class) {
      return List.of();
    } else if (type == Function.class) {
      return Function.identity();
    } else if (type == Class.class) {
      return Runnable.class;
    }
    return BLOCK.cid();
  }

  /** A store that writes down which methods are called, and has nothing. */
  private static Blockstore recording(List<String> calls) {
    return (Blockstore)
        Proxy.newProxyInstance(
            ForwardingBlockstoreTest.class.getClassLoader(),
            new Class<?>[] {Blockstore.class},
            (proxy, method, arguments) -> {
              if (!method.getName().equals("toString")) {
                calls.add(method.getName());
              }
              return nothing(method.getReturnType());
            });
  }

  private static Object nothing(Class<?> type) {
    if (type == Optional.class) {
      return Optional.empty();
    } else if (type == OptionalLong.class) {
      return OptionalLong.empty();
    } else if (type == String.class) {
      return "recording";
    }
    return type == boolean.class ? false : null;
  }
}
