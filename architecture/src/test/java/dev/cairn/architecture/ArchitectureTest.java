package dev.cairn.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static JavaClasses cairn;

  @BeforeAll
  static void readAllModules() {
    cairn =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("/jmh_generated/"))
            .importPackages("dev.cairn");
  }

  @Test
  void everyModuleIsSeen() {
    assertThat(cairn.stream().map(Room::of).flatMap(Optional::stream)).contains(Room.CORE);
  }

  @Test
  void everyClassLivesInTheModuleOfItsPackage() {
    check(classes().should(liveInTheModuleOfTheirPackage()));
  }

  @Test
  void arrowsRunDownwards() {
    check(classes().should(useOnlyWhatIsDrawnBelowThem()));
  }

  @Test
  void packagesFormNoCycle() {
    check(slices().matching("dev.cairn.(**)").should().beFreeOfCycles());
  }

  @Test
  void signaturesOfTheApiNameNeitherInternalNorForeignTypes() {
    check(classes().that(belongToTheApi()).should(new SpeakTheLanguageOfTheApi()));
  }

  @Test
  void coreNeedsNothingButSlf4j() {
    check(
        noClasses()
            .that(liveIn(Room.CORE))
            .should()
            .dependOnClassesThat(
                describe(
                    "are neither the JDK's, core's, slf4j's nor annotations",
                    type ->
                        !type.isPrimitive()
                            && !resideInAnyPackage(
                                    "java..",
                                    "javax..",
                                    "dev.cairn..",
                                    "org.slf4j..",
                                    "org.jspecify.annotations..",
                                    "com.google.errorprone.annotations..")
                                .test(type.getBaseComponentType())
                            && !isOptionalDigest(type))));
  }

  @Test
  void onlyMultiformatsKnowsBouncyCastle() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("dev.cairn.multiformats..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.bouncycastle.."));
  }

  @Test
  void onlyFacesAndTheTestkitWriteToTheStandardStreams() {
    // The testkit prints the seed of a random test, and what its forked JVMs have done.
    check(
        noClasses()
            .that(
                describe(
                    "are neither of a face nor of the testkit",
                    type -> !isFace(type) && !Room.of(type).equals(Optional.of(Room.TESTKIT))))
            .should(ACCESS_STANDARD_STREAMS));
  }

  @Test
  void slf4jIsTheOnlyLogging() {
    check(
        noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "java.util.logging..",
                "org.apache.commons.logging..",
                "org.apache.log4j..",
                "org.apache.logging..",
                "ch.qos.logback..")
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(System.Logger.class));
  }

  @Test
  void nothingLocksAMonitor() {
    check(classes().should(new LockNoMonitor()));
  }

  @Test
  void everyPackageIsNullMarked() {
    check(
        classes()
            .that(
                describe(
                    "are no package-info", type -> !type.getSimpleName().equals("package-info")))
            .and(
                describe("are no module-info", type -> !type.getSimpleName().equals("module-info")))
            .should(resideInANullMarkedPackage()));
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(cairn);
  }

  private static boolean isFace(JavaClass type) {
    return Room.of(type).map(Room::isFace).orElse(false);
  }

  private static boolean isOptionalDigest(JavaClass type) {
    return resideInAnyPackage("org.bouncycastle..").test(type.getBaseComponentType());
  }

  private static DescribedPredicate<JavaClass> liveIn(Room room) {
    return describe("live in " + room.folder(), type -> Room.of(type).equals(Optional.of(room)));
  }

  private static DescribedPredicate<JavaClass> belongToTheApi() {
    return describe(
        "belong to the API", type -> !isFace(type) && SpeakTheLanguageOfTheApi.isVisible(type));
  }

  private static ArchCondition<JavaClass> liveInTheModuleOfTheirPackage() {
    return new ArchCondition<>("live in the module of their package") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        String source = type.getSource().orElseThrow().getUri().toString();
        boolean fits =
            Room.of(type)
                .map(room -> source.contains("/" + room.folder() + "/target/"))
                .orElse(false);
        if (!fits) {
          events.add(
              SimpleConditionEvent.violated(
                  type, type.getName() + " lies in " + source + ", where no room has its package"));
        }
      }
    };
  }

  private static ArchCondition<JavaClass> useOnlyWhatIsDrawnBelowThem() {
    return new ArchCondition<>("use only what is drawn below them") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        type.getDirectDependenciesFromSelf().stream()
            .filter(dependency -> !isDrawn(dependency))
            .forEach(
                dependency ->
                    events.add(SimpleConditionEvent.violated(type, dependency.getDescription())));
      }
    };
  }

  private static boolean isDrawn(Dependency dependency) {
    JavaClass target = dependency.getTargetClass().getBaseComponentType();
    if (!target.getPackageName().startsWith(Room.ROOT)) {
      return true;
    }
    Optional<Room> from = Room.of(dependency.getOriginClass());
    Optional<Room> to = Room.of(target);
    return from.isPresent() && to.isPresent() && from.get().mayUse(to.get());
  }

  private static ArchCondition<JavaClass> resideInANullMarkedPackage() {
    return new ArchCondition<>("reside in a null-marked package") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        if (!type.getPackage().isAnnotatedWith("org.jspecify.annotations.NullMarked")) {
          events.add(
              SimpleConditionEvent.violated(
                  type, type.getPackageName() + " has no package-info marked @NullMarked"));
        }
      }
    };
  }
}
