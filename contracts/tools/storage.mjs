// What the bytes in a contract's storage mean, read from the syntax tree: where each namespace begins, and everything else
// in the code that a stored word is read by. The compiler's layout stops at the word; what the bits within it say is said
// by constants, by the order of enums and by shifts.
import { requireFromProject } from "./project.mjs";

const ERC7201 = /@custom:storage-location erc7201:(\S+)/;
const SLOT_CONSTANT = /_STORAGE$/;
const OWN_SOURCES = "src/";
const BIT_OPERATORS = new Set(["<<", ">>", "&", "|", "^", "~", "<<=", ">>=", "&=", "|=", "^="]);
const CONVERSIONS = new Set(["wrap", "unwrap"]);

export function keccak(bytes) {
  return requireFromProject("js-sha3").keccak256(bytes);
}

/** The slot at which ERC-7201 puts a namespace. */
export function erc7201Slot(namespace) {
  const word = (BigInt("0x" + keccak(namespace)) - 1n).toString(16).padStart(64, "0");
  return "0x" + keccak(Buffer.from(word, "hex")).slice(0, 62) + "00";
}

/** A compilation, for the questions below: {input, output} as the compiler was given and gave them. */
export function syntaxOf({ input, output }) {
  const nodes = new Map();
  const sources = new Map();
  for (const [path, { id, ast }] of Object.entries(output.sources)) {
    sources.set(id, { path, bytes: Buffer.from(input.sources[path].content) });
    enter(ast, path, null, nodes);
  }
  return { nodes, sources };
}

/** The contracts that a contract consists of, as they are linearised. */
export function basesOf(syntax, path, name) {
  const found = [...syntax.nodes.values()].find(
    (entry) => entry.path === path && entry.node.nodeType === "ContractDefinition" && entry.node.name === name,
  );
  if (found === undefined) throw new Error(`${path} has no contract ${name}`);
  return found.node.linearizedBaseContracts.map((id) => syntax.nodes.get(id));
}

/** The ERC-7201 namespaces of a contract and its bases: [{namespace, slot, members}]; the compiler does not list them. */
export function namespaces(bases) {
  return bases
    .flatMap(({ node }) => node.nodes.filter(isNamespaced))
    .map((struct) => {
      const namespace = namespaceOf(struct);
      const members = struct.members.map((member) => ({ name: member.name, type: member.typeDescriptions.typeString }));
      return { namespace, slot: erc7201Slot(namespace), members };
    })
    .sort((a, b) => (a.namespace < b.namespace ? -1 : 1));
}

/**
 * The slots that the code uses, by namespace. Throws when one is not where its name puts it, or when the contract's own
 * code points a storage reference anywhere else: whatever lies at the old slot would be forgotten.
 */
export function slots(syntax, bases) {
  const found = {};
  for (const { node: contract } of bases) {
    for (const struct of contract.nodes.filter(isNamespaced)) {
      const namespace = namespaceOf(struct);
      const constants = contract.nodes.filter((node) => node.constant && SLOT_CONSTANT.test(node.name));
      if (constants.length !== 1) {
        throw new Error(`${contract.name}: ${constants.length} constants *_STORAGE for ${namespace}, expected one`);
      }
      const slot = (constants[0].value.value ?? text(syntax, constants[0].value)).toLowerCase();
      if (slot !== erc7201Slot(namespace)) {
        throw new Error(
          `${contract.name}: ${constants[0].name} is ${slot}, namespace ${namespace} begins at ${erc7201Slot(namespace)}`,
        );
      }
      found[namespace] = slot;
    }
  }
  for (const { node: contract, path } of bases) {
    if (path.startsWith(OWN_SOURCES)) checkReferences(syntax, contract);
  }
  return found;
}

/**
 * By what the contract reads a stored word. What counts is decided by reach, not by a list: everything that the code of
 * the contract and its bases mentions, and what that mentions in turn.
 * @returns {{constants: Object, enums: Object, words: Object}} constants as written, by name; the members of enums in
 * order; of each own function the expressions that shift, mask, wrap or unwrap, and its assembly
 */
export function meaning(syntax, bases) {
  const found = { constants: new Map(), enums: new Map(), words: new Map() };
  for (const entry of reached(syntax, bases)) {
    const { node, path } = entry;
    if (node.nodeType === "VariableDeclaration" && node.constant) {
      put(found.constants, entry, `${node.typeDescriptions.typeString} = ${text(syntax, node.value)}`);
    } else if (node.nodeType === "EnumDefinition") {
      put(found.enums, entry, node.members.map(({ name }) => name).join(", "));
    } else if (node.nodeType === "FunctionDefinition" && node.body && path.startsWith(OWN_SOURCES)) {
      const words = handling(node.body).map((part) => text(syntax, part));
      if (words.length > 0) put(found.words, entry, words.join("; "), `(${argumentTypes(node)})`);
    }
  }
  return Object.fromEntries(
    Object.entries(found).map(([kind, entries]) => [kind, Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)))]),
  );
}

function enter(node, path, contract, nodes) {
  for (const child of children(node)) {
    if (child.id !== undefined) nodes.set(child.id, { node: child, path, contract, parent: node });
    enter(child, path, child.nodeType === "ContractDefinition" ? child.name : contract, nodes);
  }
}

function children(node) {
  return Object.values(node)
    .flat()
    .filter((value) => typeof value?.nodeType === "string");
}

function isNamespaced(node) {
  return node.nodeType === "StructDefinition" && ERC7201.test(node.documentation?.text ?? "");
}

function namespaceOf(struct) {
  return ERC7201.exec(struct.documentation.text)[1];
}

/** Every declaration that the code of these contracts can reach. */
function reached(syntax, bases) {
  const seen = new Set();
  const queue = [...bases];
  const visit = (node) => {
    for (const id of references(node)) declare(syntax.nodes.get(id));
    const own = syntax.nodes.get(node.id);
    if (own !== undefined && own.node === node && !seen.has(own)) seen.add(own);
    children(node).forEach(visit);
  };
  const declare = (entry) => {
    if (entry === undefined || seen.has(entry)) return;
    const { nodeType } = entry.node;
    if (nodeType === "EnumValue") declare(syntax.nodes.get(entry.parent.id));
    else if (nodeType !== "ContractDefinition") {
      seen.add(entry);
      queue.push(entry);
    }
  };
  while (queue.length > 0) visit(queue.pop().node);
  return seen;
}

function references(node) {
  const inAssembly = (node.externalReferences ?? []).map(({ declaration }) => declaration);
  return [node.referencedDeclaration, ...inAssembly].filter((id) => id !== undefined);
}

function put(entries, { node, contract }, value, suffix = "") {
  const name = (contract === null ? node.name : `${contract}.${node.name}`) + suffix;
  const known = entries.get(name);
  if (known !== undefined && known !== value) throw new Error(`two things are called ${name}: ${known}, and ${value}`);
  entries.set(name, value);
}

/** The largest expressions under a node that handle bits, and its assembly. */
function handling(node) {
  if (node.nodeType === "InlineAssembly") return [node];
  const expression = node.isPure !== undefined;
  if (expression) return handlesBits(node) ? [node] : [];
  return children(node).flatMap(handling);
}

function handlesBits(node) {
  return BIT_OPERATORS.has(node.operator) || CONVERSIONS.has(node.memberName) || children(node).some(handlesBits);
}

function argumentTypes(node) {
  return node.parameters.parameters.map(({ typeDescriptions }) => typeDescriptions.typeString).join(", ");
}

/** Each `$.slot := X` of a contract must point a namespaced struct to the constant of the contract that declares it. */
function checkReferences(syntax, contract) {
  const check = (node) => {
    if (node.nodeType !== "InlineAssembly") return children(node).forEach(check);
    for (const reference of node.externalReferences.filter(({ suffix }) => suffix === "slot")) {
      const pointer = syntax.nodes.get(reference.declaration).node;
      const struct = syntax.nodes.get(pointer.typeName?.referencedDeclaration);
      const assigned = assignmentsTo(node.AST, text(syntax, reference));
      for (const value of assigned) {
        const source = node.externalReferences.find(({ src }) => src === value.src);
        const slot = syntax.nodes.get(source?.declaration);
        const fits = struct !== undefined && isNamespaced(struct.node) && slot?.node.constant === true;
        if (!fits || !SLOT_CONSTANT.test(slot.node.name) || slot.contract !== struct.contract) {
          throw new Error(`${contract.name}: a storage reference is set by ${text(syntax, node)}, not to its own namespace`);
        }
      }
    }
  };
  check(contract);
}

function assignmentsTo(node, name) {
  const here = node.nodeType === "YulAssignment" && node.variableNames.some((variable) => variable.name === name);
  return here ? [node.value] : children(node).flatMap((child) => assignmentsTo(child, name));
}

/** The text of a node, on one line. The compiler counts bytes. */
function text(syntax, { src }) {
  const [start, length, source] = src.split(":").map(Number);
  return syntax.sources.get(source).bytes.subarray(start, start + length).toString("utf8").replace(/\s+/g, " ");
}
