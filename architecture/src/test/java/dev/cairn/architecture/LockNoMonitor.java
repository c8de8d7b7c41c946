package dev.cairn.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.function.Consumer;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * No {@code synchronized} method and no {@code synchronized} block: up to JDK 23 both hold a
 * virtual thread's carrier while native or file I/O runs. ArchUnit knows the modifier only, so the
 * class file itself is read for blocks.
 */
final class LockNoMonitor extends ArchCondition<JavaClass> {
  LockNoMonitor() {
    super("lock no monitor");
  }

  @Override
  public void check(JavaClass type, ConditionEvents events) {
    URI source = type.getSource().orElseThrow().getUri();
    try (InputStream bytes = source.toURL().openStream()) {
      Consumer<String> report =
          method ->
              events.add(
                  SimpleConditionEvent.violated(
                      type, type.getName() + "." + method + " is or has synchronized code"));
      new ClassReader(bytes).accept(new MonitorFinder(report), ClassReader.SKIP_FRAMES);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + source, e);
    }
  }

  private static final class MonitorFinder extends ClassVisitor {
    private final Consumer<String> report;

    MonitorFinder(Consumer<String> report) {
      super(Opcodes.ASM9);
      this.report = report;
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      if ((access & Opcodes.ACC_SYNCHRONIZED) != 0) {
        report.accept(name);
      }
      return new MethodVisitor(Opcodes.ASM9) {
        @Override
        public void visitInsn(int opcode) {
          if (opcode == Opcodes.MONITORENTER) {
            report.accept(name);
          }
        }
      };
    }
  }
}
