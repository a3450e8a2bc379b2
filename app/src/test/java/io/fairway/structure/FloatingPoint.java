package io.fairway.structure;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Finds floating point in compiled classes: fields, signatures, locals, constants, arithmetic and
/// calls that take or return it. Bytecode hides nothing: `var x = 1.0` and `price.doubleValue()`
/// are found as well as `double x`.
final class FloatingPoint {
  private static final Set<TypeKind> KINDS = Set.of(TypeKind.FLOAT, TypeKind.DOUBLE);

  private FloatingPoint() {}

  /// One sentence for each place in these rooms.
  static List<String> find(JavaClasses classes, Set<String> rooms) {
    return classes.stream()
        .filter(type -> rooms.contains(House.room(type)))
        .flatMap(type -> find(parse(type)))
        .distinct()
        .sorted()
        .toList();
  }

  private static ClassModel parse(JavaClass type) {
    try (InputStream bytes = type.getSource().orElseThrow().getUri().toURL().openStream()) {
      return ClassFile.of().parse(bytes.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<String> find(ClassModel type) {
    String name = type.thisClass().asInternalName().replace('/', '.');
    Stream<String> fields =
        type.fields().stream()
            .filter(f -> floats(f.fieldType().stringValue()))
            .map(FieldModel::fieldName)
            .map(f -> name + "." + f.stringValue() + " is a field of floating point");
    Stream<String> methods =
        type.methods().stream().filter(FloatingPoint::floats).map(m -> place(name, m));
    return Stream.concat(fields, methods);
  }

  private static String place(String type, MethodModel method) {
    return type + "." + method.methodName().stringValue() + " uses floating point";
  }

  private static boolean floats(MethodModel method) {
    return floats(method.methodType().stringValue())
        || method.code().stream()
            .flatMap(code -> code.elementStream())
            .anyMatch(e -> e instanceof Instruction instruction && floats(instruction));
  }

  private static boolean floats(Instruction instruction) {
    return switch (instruction) {
      case LoadInstruction i -> KINDS.contains(i.typeKind());
      case StoreInstruction i -> KINDS.contains(i.typeKind());
      case OperatorInstruction i -> KINDS.contains(i.typeKind());
      case ConstantInstruction i -> KINDS.contains(i.typeKind());
      case ArrayLoadInstruction i -> KINDS.contains(i.typeKind());
      case ArrayStoreInstruction i -> KINDS.contains(i.typeKind());
      case ConvertInstruction i -> KINDS.contains(i.fromType()) || KINDS.contains(i.toType());
      case InvokeInstruction i -> floats(i.type().stringValue());
      default -> false;
    };
  }

  /// Does a field's or method's descriptor name float or double? Class names are cut out first.
  private static boolean floats(String descriptor) {
    String primitives = descriptor.replaceAll("L[^;]*;", "");
    return primitives.contains("D") || primitives.contains("F");
  }
}
