package dev.cairn.testkit;

import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;

/**
 * Makes descriptions of stores by the names of their classes, in a JVM that has no test runner to
 * make them.
 */
final class FixtureInstances {

  private FixtureInstances() {}

  static StoreUnderTest create(String className) throws ReflectiveOperationException {
    return (StoreUnderTest) create(Class.forName(className));
  }

  /** Makes an instance, and for an inner class, such as a nested test, first those around it. */
  private static Object create(Class<?> type) throws ReflectiveOperationException {
    Class<?> outer = type.getEnclosingClass();
    boolean inner = outer != null && !Modifier.isStatic(type.getModifiers());
    Constructor<?> constructor =
        inner ? type.getDeclaredConstructor(outer) : type.getDeclaredConstructor();
    constructor.setAccessible(true);
    return inner ? constructor.newInstance(create(outer)) : constructor.newInstance();
  }
}
