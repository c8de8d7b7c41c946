package dev.cairn.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DocumentationTest {
  static Stream<Room> libraries() {
    return Stream.of(Room.values()).filter(room -> !room.isFace());
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void everythingThatAUserCanNameIsExplained(Room room) throws IOException {
    List<Path> sources = SourceTree.mainSources(room);

    assertThat(unexplained(sources)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void everyPackageIsExplained(Room room) throws IOException {
    List<Path> sources = SourceTree.mainSources(room);

    assertThat(sources)
        .filteredOn(source -> !source.endsWith("module-info.java"))
        .allSatisfy(
            source -> assertThat(source.resolveSibling("package-info.java")).isRegularFile());
  }

  private static List<String> unexplained(List<Path> sources) throws IOException {
    if (sources.isEmpty()) {
      return List.of();
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> found = new ArrayList<>();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, files, null, null, null, files.getJavaFileObjectsFromPaths(sources));
      Unexplained scanner = new Unexplained(DocTrees.instance(task), found);
      for (CompilationUnitTree unit : task.parse()) {
        if (!isInternal(unit)) {
          scanner.scan(unit, null);
        }
      }
    }
    return found;
  }

  private static boolean isInternal(CompilationUnitTree unit) {
    return unit.getPackage() != null
        && List.of(unit.getPackageName().toString().split("\\.")).contains("internal");
  }

  /** Collects the public and protected declarations without a comment. */
  private static final class Unexplained extends TreePathScanner<Void, Void> {
    private final DocTrees docs;
    private final List<String> found;

    Unexplained(DocTrees docs, List<String> found) {
      this.docs = docs;
      this.found = found;
    }

    @Override
    public Void visitClass(ClassTree type, Void nothing) {
      if (!isOpen(type.getModifiers())) {
        return null;
      }
      requireComment(type.getSimpleName());
      return super.visitClass(type, null);
    }

    @Override
    public Void visitMethod(MethodTree method, Void nothing) {
      if (isOpen(method.getModifiers()) && !isOverride(method) && !isCanonicalConstructor(method)) {
        requireComment(method.getName());
      }
      return null;
    }

    @Override
    public Void visitVariable(VariableTree field, Void nothing) {
      if (isOpen(field.getModifiers())) {
        requireComment(field.getName());
      }
      return null;
    }

    private void requireComment(CharSequence name) {
      if (docs.getDocComment(getCurrentPath()) == null) {
        CompilationUnitTree unit = getCurrentPath().getCompilationUnit();
        long line =
            unit.getLineMap()
                .getLineNumber(
                    docs.getSourcePositions().getStartPosition(unit, getCurrentPath().getLeaf()));
        found.add(unit.getSourceFile().getName() + ":" + line + " " + name);
      }
    }

    private boolean isOpen(ModifiersTree modifiers) {
      return modifiers.getFlags().contains(Modifier.PUBLIC)
          || modifiers.getFlags().contains(Modifier.PROTECTED)
          || (isMemberOfInterface() && !modifiers.getFlags().contains(Modifier.PRIVATE));
    }

    private boolean isMemberOfInterface() {
      Tree parent = getCurrentPath().getParentPath().getLeaf();
      return parent.getKind() == Tree.Kind.INTERFACE
          || parent.getKind() == Tree.Kind.ANNOTATION_TYPE;
    }

    private static boolean isOverride(MethodTree method) {
      return method.getModifiers().getAnnotations().stream()
          .map(AnnotationTree::getAnnotationType)
          .anyMatch(type -> type.toString().equals("Override"));
    }

    /** The components of a record are told in the comment of the record. */
    private boolean isCanonicalConstructor(MethodTree method) {
      return method.getName().contentEquals("<init>")
          && getCurrentPath().getParentPath().getLeaf().getKind() == Tree.Kind.RECORD;
    }
  }
}
