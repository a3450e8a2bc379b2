package io.fairway.structure;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// Finds methods and files that have grown too long, and notes to self that were left behind.
final class SourceLimits {
  static final int METHOD_LINES_MAX = 60;
  static final int FILE_LINES_MAX = 500;
  static final int PARAMETERS_MAX = 7;

  private static final Pattern LEFTOVER = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");

  private SourceLimits() {}

  /// One sentence for each violation.
  static List<String> find(List<Path> sources) {
    List<String> found = new ArrayList<>();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, files, null, null, null, files.getJavaFileObjectsFromPaths(sources));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        unit.accept(new Methods(unit, positions, found), null);
      }
      sources.stream().flatMap(SourceLimits::file).forEach(found::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  private static Stream<String> file(Path source) {
    try {
      List<String> lines = Files.readAllLines(source);
      List<String> found = new ArrayList<>();
      if (lines.size() > FILE_LINES_MAX) {
        found.add(source + " has " + lines.size() + " lines, at most " + FILE_LINES_MAX);
      }
      for (int i = 0; i < lines.size(); i++) {
        if (LEFTOVER.matcher(lines.get(i)).find()) {
          found.add(source + ":" + (i + 1) + " leaves a note to self");
        }
      }
      return found.stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Methods extends TreeScanner<@Nullable Void, @Nullable Void> {
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final List<String> found;
    private boolean inRecord;

    Methods(CompilationUnitTree unit, SourcePositions positions, List<String> found) {
      this.unit = unit;
      this.positions = positions;
      this.found = found;
    }

    @Override
    public @Nullable Void visitClass(ClassTree type, @Nullable Void unused) {
      boolean outer = inRecord;
      inRecord = type.getKind() == Tree.Kind.RECORD;
      super.visitClass(type, null);
      inRecord = outer;
      return null;
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, @Nullable Void unused) {
      LineMap map = unit.getLineMap();
      long start = map.getLineNumber(positions.getStartPosition(unit, method));
      long end = map.getLineNumber(positions.getEndPosition(unit, method));
      String place = unit.getSourceFile().getName() + ":" + start + " " + method.getName();
      if (end - start + 1 > METHOD_LINES_MAX) {
        found.add(place + " has " + (end - start + 1) + " lines, at most " + METHOD_LINES_MAX);
      }
      if (!inRecord && method.getParameters().size() > PARAMETERS_MAX) {
        found.add(place + " takes more than " + PARAMETERS_MAX + " parameters");
      }
      return super.visitMethod(method, null);
    }
  }
}
