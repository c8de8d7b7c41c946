package dev.cairn.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.domain.JavaTypeVariable;
import com.tngtech.archunit.core.domain.ThrowsDeclaration;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a user of a package must name to use it is the JDK's or Cairn's API. The testkit may also
 * name JUnit's types, which its suites are made of.
 */
final class SpeakTheLanguageOfTheApi extends ArchCondition<JavaClass> {
  SpeakTheLanguageOfTheApi() {
    super("name only types of the JDK and of Cairn's API in their signatures");
  }

  /** Whether code outside the package can name a class, and is meant to. */
  static boolean isVisible(JavaClass type) {
    return isOpen(type.getModifiers())
        && !isInternal(type)
        && type.getEnclosingClass().map(SpeakTheLanguageOfTheApi::isVisible).orElse(true)
        && !type.isAnonymousClass()
        && !type.isLocalClass();
  }

  @Override
  public void check(JavaClass type, ConditionEvents events) {
    Stream<JavaType> declaration =
        Stream.of(
                type.getSuperclass().stream(),
                type.getInterfaces().stream(),
                type.getTypeParameters().stream().flatMap(SpeakTheLanguageOfTheApi::bounds))
            .flatMap(named -> named);
    report(type, type.getDescription(), declaration, events);

    for (JavaField field : type.getFields()) {
      if (isOpen(field)) {
        report(type, field.getDescription(), Stream.of(field.getType()), events);
      }
    }
    for (JavaCodeUnit unit : type.getCodeUnits()) {
      if (isOpen(unit)) {
        report(type, unit.getDescription(), signature(unit), events);
      }
    }
  }

  private static Stream<JavaType> signature(JavaCodeUnit unit) {
    return Stream.of(
            Stream.of(unit.getReturnType()),
            unit.getParameterTypes().stream(),
            unit.getTypeParameters().stream().flatMap(SpeakTheLanguageOfTheApi::bounds),
            unit.getThrowsClause().stream().map(ThrowsDeclaration::getRawType))
        .flatMap(named -> named);
  }

  private static Stream<JavaType> bounds(JavaTypeVariable<?> variable) {
    return variable.getBounds().stream();
  }

  private static void report(
      JavaClass owner, String where, Stream<JavaType> named, ConditionEvents events) {
    named
        .flatMap(type -> type.getAllInvolvedRawTypes().stream())
        .map(JavaClass::getBaseComponentType)
        .distinct()
        .filter(type -> !mayBeNamed(owner, type))
        .map(type -> SimpleConditionEvent.violated(owner, where + " names " + type.getName()))
        .forEach(events::add);
  }

  private static boolean mayBeNamed(JavaClass owner, JavaClass named) {
    if (named.isPrimitive()) {
      return true;
    }
    if (named.getPackageName().startsWith(Room.ROOT)) {
      return !isInternal(named);
    }
    return startsWithAny(named, List.of("java."))
        || (startsWithAny(owner, List.of("dev.cairn.testkit"))
            && startsWithAny(named, List.of("org.junit.", "org.opentest4j.")));
  }

  private static boolean startsWithAny(JavaClass type, List<String> prefixes) {
    return prefixes.stream().anyMatch(type.getName()::startsWith);
  }

  private static boolean isInternal(JavaClass type) {
    return List.of(type.getPackageName().split("\\.")).contains("internal");
  }

  private static boolean isOpen(JavaMember member) {
    return isOpen(member.getModifiers()) && !member.getModifiers().contains(JavaModifier.SYNTHETIC);
  }

  private static boolean isOpen(java.util.Set<JavaModifier> modifiers) {
    return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
  }
}
