// Writes Java bindings of the compiled contracts: a class for each contract, with a typed record for each function, event,
// error and struct of its ABI. How values become bytes is not generated: it stands in io.fairway.chain.abi.
//
//   node bindings.mjs ARTIFACTS OUT      ARTIFACTS: what contracts/tools/build.mjs wrote, OUT: root of the generated sources
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [artifacts, out] = process.argv.slice(2);
if (!out) fail("usage: node bindings.mjs ARTIFACTS OUT");
if (!existsSync(artifacts)) fail(`no compiled contracts in ${artifacts}: build the contracts first (mvnw -pl chain -am)`);

const PACKAGE = "io.fairway.chain.abi";
const RESERVED = new Set(
  ("abstract assert boolean break byte case catch char class const continue default do double else enum extends final finally float for " +
    "goto if implements import instanceof int interface long native new package private protected public return short static strictfp " +
    "super switch synchronized this throw throws transient try void volatile while true false null var record yield _ " +
    // methods that a record has anyway
    "clone finalize getClass hashCode notify notifyAll toString wait type values encode").split(" "),
);

const folder = join(out, ...PACKAGE.split("."));
mkdirSync(folder, { recursive: true });
const files = jsonOf(artifacts).filter((name) => name !== "manifest.json");
if (files.length === 0) fail(`no compiled contracts in ${artifacts}`);
const others = join(artifacts, "interfaces");
const target = join(folder, "Contracts.java");
const text = contracts(
  files.map((file) => JSON.parse(readFileSync(join(artifacts, file), "utf8"))),
  jsonOf(others).map((file) => JSON.parse(readFileSync(join(others, file), "utf8"))),
);
if (!existsSync(target) || readFileSync(target, "utf8") !== text) writeFileSync(target, text);

function jsonOf(folder) {
  return readdirSync(folder).filter((name) => name.endsWith(".json")).sort();
}

function contracts(compiled, foreign) {
  return `package ${PACKAGE};

import io.fairway.chain.Hash32;
import java.math.BigInteger;
import java.util.List;
import javax.annotation.processing.Generated;

/// The bindings of every compiled contract, and of what is spoken with of others' contracts.
@Generated("bindings.mjs")
public final class Contracts {
  private Contracts() {}

${[...compiled, ...foreign].map((artifact) => indent(contractClass(artifact))).join("\n\n")}

  /// One for each compiled contract, by name.
  public static final List<Abi.Contract> ALL =
      List.of(
          ${compiled.map(({ name }) => `${name}.ABI`).join(",\n          ")});
}
`;
}

function contractClass({ name: contract, abi, bytecode }) {
  const functions = abi.filter((entry) => entry.type === "function");
  const events = abi.filter((entry) => entry.type === "event");
  const errors = abi.filter((entry) => entry.type === "error");
  const constructor = abi.find((entry) => entry.type === "constructor") ?? { inputs: [] };
  const callNames = recordNames(functions, "");
  const eventNames = recordNames(events, "Event");
  const errorNames = recordNames(errors, "Error");
  const taken = new Set([...callNames, ...eventNames, ...errorNames]);
  const structs = new Map();
  for (const entry of abi) for (const list of [entry.inputs ?? [], entry.outputs ?? []]) collectStructs(list, structs, taken);
  const body = [
    ...(bytecode ? [constructorMethod(contract, constructor, structs)] : []),
    ...[...structs.values()].map((struct) => structRecord(struct, structs)),
    ...functions.map((entry, i) => callRecord(contract, entry, callNames[i], structs)),
    ...events.map((entry, i) => eventRecord(contract, entry, eventNames[i], structs)),
    ...errors.map((entry, i) => errorRecord(contract, entry, errorNames[i], structs)),
    `  /// All of the contract.
  public static final Abi.Contract ABI =
      new Abi.Contract(
          "${contract}",
          ${types(callNames)},
          ${types(eventNames)},
          ${types(errorNames)});`,
  ];
  return `/// The contract \`${contract}\` as its ABI tells it.
public static final class ${contract} {
  private ${contract}() {}

${body.join("\n\n")}
}`;
}

function indent(text) {
  return text.split("\n").map((line) => (line === "" ? line : "  " + line)).join("\n");
}

function types(names) {
  return names.length === 0 ? "List.of()" : `List.of(\n              ${names.map((name) => `${name}.TYPE`).join(",\n              ")})`;
}

function constructorMethod(contract, entry, structs) {
  const fields = fieldsOf(entry.inputs, structs);
  return `  /// The code that deploys the contract, its arguments appended.
  public static String deploy(${fields.map((f) => `${f.java} ${f.name}`).join(", ")}) {
    return Abi.deployment("${contract}", "(${entry.inputs.map(canonical).join(",")})", ${listOf(fields)});
  }`;
}

function structRecord(struct, structs) {
  const fields = fieldsOf(struct.components, structs);
  return `  /// \`${struct.internal}\`.
  public record ${struct.name}(${components(fields)}) {
${copies(struct.name, fields)}
    static ${struct.name} of(Object tuple) {
      List<?> v = (List<?>) tuple;
      return new ${struct.name}(${fields.map((f, i) => f.read(`v.get(${i})`)).join(", ")});
    }

    List<?> values() {
      return ${listOf(fields)};
    }
  }`;
}

function callRecord(contract, entry, name, structs) {
  const fields = fieldsOf(entry.inputs, structs);
  const outputs = fieldsOf(entry.outputs ?? [], structs);
  const changes = entry.stateMutability !== "view" && entry.stateMutability !== "pure";
  return `  /// \`${entry.name}(${entry.inputs.map((i) => `${i.type} ${i.name}`.trim()).join(", ")})\`, ${entry.stateMutability}.
  public record ${name}(${components(fields)}) implements Abi.Call {
    public static final Abi.Function TYPE =
        new Abi.Function(
            "${contract}", "${entry.name}", "(${entry.inputs.map(canonical).join(",")})", "(${(entry.outputs ?? []).map(canonical).join(",")})", ${changes}, ${name}::of);

${copies(name, fields)}    private static ${name} of(List<?> v) {
      return new ${name}(${fields.map((f, i) => f.read(`v.get(${i})`)).join(", ")});
    }

    @Override
    public Abi.Function type() {
      return TYPE;
    }

    @Override
    public List<?> values() {
      return ${listOf(fields)};
    }${outputs.length === 1 ? returned(outputs[0]) : ""}
  }`;
}

function returned(field) {
  return `

    /// Reads what the function returned.
    public static ${field.java} returned(String data) {
      return ${field.read("TYPE.returned(data).get(0)")};
    }`;
}

function eventRecord(contract, entry, name, structs) {
  const inputs = entry.inputs.map((input) => (input.indexed && isDynamic(input) ? { ...input, type: "bytes32", components: undefined } : input));
  const fields = fieldsOf(inputs, structs);
  return `  /// Event \`${entry.name}(${entry.inputs.map((i) => `${i.type}${i.indexed ? " indexed" : ""} ${i.name}`.trim()).join(", ")})\`.
  public record ${name}(${components(fields)}) implements Abi.Event {
    public static final Abi.EventType TYPE =
        new Abi.EventType(
            "${contract}",
            "${entry.name}",
            "(${entry.inputs.map(canonical).join(",")})",
            "(${inputs.map(canonical).join(",")})",
            "${entry.inputs.map((i) => (i.indexed ? "i" : "-")).join("")}",
            ${name}::of);

${copies(name, fields)}    private static ${name} of(List<?> v) {
      return new ${name}(${fields.map((f, i) => f.read(`v.get(${i})`)).join(", ")});
    }

    @Override
    public Abi.EventType type() {
      return TYPE;
    }
  }`;
}

function errorRecord(contract, entry, name, structs) {
  const fields = fieldsOf(entry.inputs, structs);
  return `  /// Error \`${entry.name}(${entry.inputs.map((i) => `${i.type} ${i.name}`.trim()).join(", ")})\`.
  public record ${name}(${components(fields)}) implements Abi.Fault {
    public static final Abi.FaultType TYPE =
        new Abi.FaultType("${contract}", "${entry.name}", "(${entry.inputs.map(canonical).join(",")})", ${name}::of);

${copies(name, fields)}    private static ${name} of(List<?> v) {
      return new ${name}(${fields.map((f, i) => f.read(`v.get(${i})`)).join(", ")});
    }

    @Override
    public Abi.FaultType type() {
      return TYPE;
    }

    @Override
    public List<?> values() {
      return ${listOf(fields)};
    }
  }`;
}

/** Overloads are told apart by how many arguments they take, and by their types where that is the same. */
function recordNames(entries, suffix) {
  const plain = entries.map((entry) => entry.name[0].toUpperCase() + entry.name.slice(1));
  const counted = entries.map((entry, i) => (plain.filter((name) => name === plain[i]).length > 1 ? plain[i] + entry.inputs.length : plain[i]));
  return entries.map((entry, i) => {
    const tie = counted.filter((name) => name === counted[i]).length > 1;
    return counted[i] + (tie ? "_" + entry.inputs.map((input) => input.type.replace(/\W/g, "")).join("_") : "") + suffix;
  });
}

function collectStructs(inputs, structs, taken) {
  for (const input of inputs) {
    if (!input.components) continue;
    collectStructs(input.components, structs, taken);
    const internal = input.internalType.replace(/^struct /, "").replace(/(\[\d*\])+$/, "");
    if (structs.has(internal)) continue;
    let name = internal.split(".").pop();
    if (taken.has(name)) name += "Struct";
    taken.add(name);
    structs.set(internal, { internal, name, components: input.components });
  }
}

function fieldsOf(inputs, structs) {
  const names = new Set();
  return inputs.map((input, i) => {
    let name = (input.name ?? "").replace(/^_+|_+$/g, "") || `arg${i}`;
    if (RESERVED.has(name) || names.has(name)) name += "_";
    names.add(name);
    return { name, ...javaType(input.type, input, structs) };
  });
}

/** The Java type of a Solidity type, and how it is read from and written as a plain value. */
function javaType(type, input, structs) {
  const array = type.match(/^(.*)\[\d*\]$/);
  if (array) {
    const element = javaType(array[1], input, structs);
    return {
      java: `List<${element.boxed ?? element.java}>`,
      copy: true,
      read: (value) => `((List<?>) ${value}).stream().map(x -> ${element.read("x")}).toList()`,
      write: (value) => (element.plain ? value : `${value}.stream().map(x -> ${element.write("x")}).toList()`),
    };
  }
  if (type === "tuple") {
    const struct = structs.get(input.internalType.replace(/^struct /, "").replace(/(\[\d*\])+$/, ""));
    return { java: struct.name, read: (value) => `${struct.name}.of(${value})`, write: (value) => `${value}.values()` };
  }
  const simple = (java, boxed) => ({ java, boxed, plain: true, read: (value) => `(${boxed ?? java}) ${value}`, write: (value) => value });
  if (/^u?int\d+$/.test(type)) return simple("BigInteger");
  if (type === "bool") return simple("boolean", "Boolean");
  if (type === "bytes32") return simple("Hash32");
  if (type === "address" || type === "string" || /^bytes\d*$/.test(type)) return simple("String");
  return fail(`no Java type for ${type}`);
}

function canonical(input) {
  if (!input.components) return input.type;
  return `(${input.components.map(canonical).join(",")})${input.type.slice("tuple".length)}`;
}

function isDynamic(input) {
  return input.type === "string" || input.type === "bytes" || input.type.startsWith("tuple") || input.type.endsWith("]");
}

function components(fields) {
  return fields.map((f) => `${f.java} ${f.name}`).join(", ");
}

function listOf(fields) {
  return `List.of(${fields.map((f) => f.write(f.name)).join(", ")})`;
}

function copies(name, fields) {
  const lists = fields.filter((f) => f.copy);
  if (lists.length === 0) return "";
  return `    public ${name} {\n${lists.map((f) => `      ${f.name} = List.copyOf(${f.name});\n`).join("")}    }\n\n`;
}

function fail(message) {
  process.stderr.write(`bindings: ${message}\n`);
  process.exit(1);
}
