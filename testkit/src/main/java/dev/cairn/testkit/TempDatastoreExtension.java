package dev.cairn.testkit;

import static org.junit.platform.commons.support.AnnotationSupport.findAnnotatedFields;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.engine.DurableFiles;
import dev.cairn.datastore.spec.DatastoreDriver;
import dev.cairn.datastore.spec.DatastoreDrivers;
import dev.cairn.datastore.spec.DriverContext;
import dev.cairn.datastore.spec.Spec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Opens the stores that {@link TempDatastore} asks for, and closes them. */
final class TempDatastoreExtension
    implements ParameterResolver, BeforeEachCallback, BeforeAllCallback {

  private static final Set<Class<?>> TYPES =
      Set.of(Datastore.class, Batching.class, LeakTrackingDatastore.class);

  TempDatastoreExtension() {}

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.isAnnotated(TempDatastore.class);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    checkType(parameter.getParameter().getType(), parameter.getParameter());
    return open(parameter.findAnnotation(TempDatastore.class).orElseThrow(), context);
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IllegalAccessException {
    fill(context, null, field -> Modifier.isStatic(field.getModifiers()));
  }

  @Override
  public void beforeEach(ExtensionContext context) throws IllegalAccessException {
    for (Object instance : context.getRequiredTestInstances().getAllInstances()) {
      fill(context, instance, field -> !Modifier.isStatic(field.getModifiers()));
    }
  }

  private static void fill(
      ExtensionContext context, @Nullable Object instance, Predicate<Field> which)
      throws IllegalAccessException {
    Class<?> type = instance == null ? context.getRequiredTestClass() : instance.getClass();
    for (Field field : findAnnotatedFields(type, TempDatastore.class, which)) {
      checkType(field.getType(), field);
      field.setAccessible(true);
      field.set(instance, open(field.getAnnotation(TempDatastore.class), context));
    }
  }

  private static void checkType(Class<?> type, Object place) {
    if (!TYPES.contains(type)) {
      throw new ExtensionConfigurationException(
          "@TempDatastore is for the types %s, and not for %s".formatted(TYPES, place));
    }
  }

  private static LeakTrackingDatastore open(TempDatastore wanted, ExtensionContext context) {
    Directory directory = new Directory();
    ExtensionContext.Store stores =
        context.getStore(Namespace.create(TempDatastoreExtension.class, directory));
    stores.put(Directory.class, directory);
    LeakTrackingDatastore store = new LeakTrackingDatastore(open(wanted, directory));
    directory.store = store;
    return store;
  }

  private static Datastore open(TempDatastore wanted, Directory directory) {
    if (wanted.driver().isEmpty()) {
      return openerOf(wanted).open(directory.path.resolve("store"));
    }
    if (wanted.opener() != TempDatastore.InMemory.class) {
      throw new ExtensionConfigurationException(
          "@TempDatastore names the driver %s and the opener %s; leave one out"
              .formatted(wanted.driver(), wanted.opener().getName()));
    }
    DatastoreDrivers drivers = DatastoreDrivers.installed();
    Spec spec = Spec.leaf(wanted.driver(), Map.of());
    DatastoreDriver driver = drivers.driverOf(spec);
    if (driver.fields().stream().anyMatch(field -> field.name().equals("path"))) {
      spec = Spec.leaf(wanted.driver(), Map.of("path", "store"));
    }
    return driver.open(spec, DriverContext.at(directory.path));
  }

  private static TempDatastore.Opener openerOf(TempDatastore wanted) {
    try {
      Constructor<? extends TempDatastore.Opener> constructor =
          wanted.opener().getDeclaredConstructor();
      constructor.setAccessible(true);
      return constructor.newInstance();
    } catch (ReflectiveOperationException e) {
      throw new ExtensionConfigurationException(
          "cannot make the opener %s: it needs a constructor without arguments"
              .formatted(wanted.opener().getName()),
          e);
    }
  }

  /** The directory of a store, which is gone when it is closed. */
  private static final class Directory implements AutoCloseable {
    private final Path path;
    private @Nullable LeakTrackingDatastore store;

    Directory() {
      try {
        this.path = Files.createTempDirectory("temp-datastore");
      } catch (IOException e) {
        throw new UncheckedIOException("cannot make a directory for a store", e);
      }
    }

    @Override
    public void close() throws IOException {
      try (LeakTrackingDatastore closed = store) {
        if (closed != null) {
          closed.assertNothingOpen();
        }
      } finally {
        DurableFiles.deleteTree(path);
      }
    }
  }
}
