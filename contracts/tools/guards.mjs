// Every guard of the contracts, read from the compiler's syntax tree, and the sources with a switch at each.
//
// A guard is what stands between a caller and an effect. These kinds are found:
//   condition   each operand of the "or" in front of a refusal: if (operand || operand) revert
//   operand     each operand of an "and" that a function returns: the answer is yes only if all are
//   return      if (condition) return: what then is not done
//   call        the call of a function that only asks (view or pure, and refuses), or that asks and uses up what may be used
//               once; in an expression, its value is that of the same function without its own guards
//   modifier    onlyRole, initializer, onlyInitializing
//   mark        a write to storage on which a later condition stands: used, paused, settled, taken
// A refusal is a revert or the call of a function that always reverts. A revert that no guard leads to is an error here, so
// that a new way to refuse cannot stay unseen.
//
// The switch is `kept(n)`, false while the block's coinbase is the address n. So all guards are compiled once, and the one that is
// removed is chosen by an argument of the test run.

/** Functions that ask and use up: they write, so the compiler does not call them view. */
const CONSUMES = /^_(use[A-Z]?\w*|draw)$/;
/** Of OpenZeppelin or our own: they do nothing but forbid what comes later. */
const FORBIDS = ["_disableInitializers", "_setFlags", "require", "assert"];

export const SWITCH = `// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

function removed() view returns (address) {
    return block.coinbase;
}

/// @dev Pure to the compiler, because guards stand in pure functions.
function kept(uint160 guard) pure returns (bool) {
    function () view returns (address) reads = removed;
    function () pure returns (address) asks;
    assembly {
        asks := reads
    }
    return asks() != address(guard);
}
`;

/**
 * The guards of the project's sources, and these sources with a switch at each.
 * @param sources the compiler's output: {path: {ast}}
 * @param texts {path: content}
 * @returns {guards: [{id, file, line, kind, in, text, occurrence}], switched: {path: content}}
 */
export function switchGuards(sources, texts) {
  const trees = Object.keys(texts).map((path) => new Tree(path, sources[path].ast, Buffer.from(texts[path], "utf8")));
  const project = new Project(trees);
  const guards = [];
  for (const tree of trees) new Switcher(project, tree, guards).visitAll();
  for (const copy of project.copies.values()) copy();
  const seen = new Map();
  for (const guard of guards) {
    const key = [guard.file, guard.in, guard.kind, guard.text].join("\n");
    guard.occurrence = (seen.get(key) ?? 0) + 1;
    seen.set(key, guard.occurrence);
  }
  return { guards, switched: Object.fromEntries(trees.map((tree) => [tree.path, tree.edited()])) };
}

/** A file's syntax tree with its text; nodes know their parents and their bytes. */
class Tree {
  constructor(path, ast, bytes) {
    Object.assign(this, { path, ast, bytes, nodes: [], insertions: [] });
    const walk = (node, parent) => {
      if (Array.isArray(node)) return node.forEach((child) => walk(child, parent));
      if (node === null || typeof node !== "object") return;
      const isNode = typeof node.nodeType === "string" && typeof node.src === "string";
      if (isNode) {
        Object.defineProperty(node, "parent", { value: parent });
        this.nodes.push(node);
      }
      for (const child of Object.values(node)) walk(child, isNode ? node : parent);
    };
    walk(ast, null);
  }

  range(src) {
    const [start, length] = src.split(":").map(Number);
    return [start, start + length];
  }

  text(node) {
    return this.bytes.toString("utf8", ...this.range(node.src));
  }

  line(node) {
    return this.bytes.toString("utf8", 0, this.range(node.src)[0]).split("\n").length;
  }

  /** A statement's range has no semicolon when it is an expression. */
  end(node) {
    const end = this.range(node.src)[1];
    return this.bytes[end] === 0x3b ? end + 1 : end;
  }

  around(start, end, before, after) {
    const order = this.insertions.length;
    this.insertions.push({ at: start, text: before, wide: end - start, opens: true, order });
    this.insertions.push({ at: end, text: after, wide: end - start, opens: false, order });
  }

  replace(start, end, text) {
    this.insertions.push({ at: start, until: end, text, wide: 0, opens: true, order: this.insertions.length });
  }

  /** At one place what ends comes before what begins, the inner ends first and the outer begins first. */
  edited(from = 0, to = this.bytes.length) {
    const sorted = this.insertions.filter(({ at, until }) => at >= from && (until ?? at) <= to).sort((a, b) => {
      if (a.at !== b.at) return a.at - b.at;
      if (a.opens !== b.opens) return a.opens ? 1 : -1;
      if (a.wide !== b.wide) return a.opens ? b.wide - a.wide : a.wide - b.wide;
      return a.opens ? a.order - b.order : b.order - a.order;
    });
    let done = from;
    const parts = [];
    for (const { at, until, text } of sorted) {
      parts.push(this.bytes.toString("utf8", done, at), text);
      done = until ?? at;
    }
    return parts.join("") + this.bytes.toString("utf8", done, to);
  }
}

/** What the sources know of each other: which functions refuse, and which of these are guards where they are called. */
class Project {
  constructor(trees) {
    this.treeOf = new Map();
    this.functions = new Map();
    this.modifiers = new Map();
    this.variables = new Set();
    this.copies = new Map();
    for (const tree of trees) {
      for (const node of tree.nodes) {
        if (node.nodeType === "FunctionDefinition" && node.implemented) this.functions.set(node.id, node);
        if (node.stateVariable && node.mutability === "mutable") this.variables.add(node.id);
        if (node.nodeType === "ModifierDefinition") this.modifiers.set(node.id, node);
        this.treeOf.set(node, tree);
      }
    }
    this.refusing = new Set();
    this.asking = new Set();
    const grow = (set, test) => {
      for (let size = -1; size !== set.size; ) {
        size = set.size;
        for (const [id, node] of this.functions) if (test(node)) set.add(id);
      }
    };
    grow(this.refusing, (node) => this.isRefusal(node.body.statements.at(-1)));
    const mayRefuse = new Set();
    grow(mayRefuse, (node) => inside(node, (n) => this.isRefusal(n) || mayRefuse.has(calleeId(n))));
    for (const [id, node] of this.functions) {
      const inner = ["internal", "private"].includes(node.visibility) && node.kind !== "constructor";
      const asks = ["view", "pure"].includes(node.stateMutability) || CONSUMES.test(node.name);
      if (inner && asks && mayRefuse.has(id) && !this.refusing.has(id)) this.asking.add(id);
    }
  }

  isRefusal(statement) {
    if (statement === undefined || statement === null) return false;
    if (statement.nodeType === "RevertStatement") return true;
    if (["Block", "UncheckedBlock"].includes(statement.nodeType)) return this.isRefusal(statement.statements.at(-1));
    return statement.nodeType === "ExpressionStatement" && this.refusing.has(calleeId(statement.expression));
  }

  isAsking(call) {
    return this.asking.has(calleeId(call));
  }

  /** An assignment, a step or a deletion whose left side leads to storage. */
  isWrite(node) {
    const writes = node.nodeType === "Assignment" || ["++", "--", "delete"].includes(node.operator);
    return writes && this.isInStorage(node.leftHandSide ?? node.subExpression);
  }

  isInStorage(node) {
    if (/^mapping\(| storage( |$)/.test(node.typeDescriptions?.typeString ?? "")) return true;
    if (node.nodeType === "MemberAccess") return this.isInStorage(node.expression);
    if (node.nodeType === "IndexAccess") return this.isInStorage(node.baseExpression);
    return this.variables.has(node.referencedDeclaration);
  }

  /** A function's own text, renamed, with its own guards out. Null when it has none: then nothing would differ. */
  bare(definition) {
    const tree = this.treeOf.get(definition);
    const copy = new Tree(tree.path, structuredClone(tree.ast), tree.bytes);
    const node = copy.nodes.find(({ id }) => id === definition.id);
    let guards = 0;
    for (const inner of copy.nodes.filter((n) => isWithin(n, node))) {
      if (inner.nodeType === "IfStatement" && this.isRefusal(inner.trueBody)) {
        copy.around(...copy.range(inner.condition.src), "false && (", ")");
        guards++;
      } else if (inner.nodeType === "ExpressionStatement" && this.isAsking(inner.expression)) {
        copy.around(copy.range(inner.src)[0], copy.end(inner), "if (false) ", "");
        guards++;
      }
    }
    if (guards === 0) return null;
    copy.replace(...copy.range(node.nameLocation), bareName(node.name));
    return copy.edited(...copy.range(node.src));
  }
}

/** Puts the switches into one file. */
class Switcher {
  constructor(project, tree, guards) {
    Object.assign(this, { project, tree, guards });
  }

  visitAll() {
    for (const node of this.tree.nodes) {
      if (node.nodeType === "IfStatement") this.visitIf(node);
      else if (node.nodeType === "Return") this.visitReturn(node);
      else if (node.nodeType === "ExpressionStatement") this.visitStatement(node);
      else if (node.nodeType === "FunctionCall") this.visitCall(node);
      else if (node.nodeType === "ModifierInvocation") this.visitModifier(node);
      else if (node.nodeType === "RevertStatement") this.checkLed(node);
    }
    for (const { id } of this.tree.nodes) {
      const definition = this.project.functions.get(id);
      if (definition === undefined || !this.project.asking.has(id)) continue;
      const text = this.project.bare(definition);
      const end = this.tree.range(definition.src)[1];
      if (text !== null) this.tree.around(end, end, "", `\n\n    ${text}`);
    }
    const pragma = this.tree.nodes.find(({ nodeType }) => nodeType === "PragmaDirective");
    const end = this.tree.range(pragma.src)[1];
    this.tree.around(end, end, "", ' import {kept} from "./Switch.sol";');
  }

  visitIf(node) {
    if (this.project.isRefusal(node.trueBody)) {
      for (const operand of operands(node.condition, "||")) this.guardExpression("condition", operand, "kept(#) && ");
    } else if (isBareReturn(node.trueBody)) {
      for (const operand of operands(node.condition, "||")) this.guardExpression("return", operand, "kept(#) && ");
    }
  }

  visitReturn(node) {
    const parts = node.expression ? operands(node.expression, "&&") : [];
    if (parts.length > 1) for (const part of parts) this.guardExpression("operand", part, "!kept(#) || ");
  }

  visitStatement(node) {
    const call = node.expression;
    if (this.project.isRefusal(node)) return this.checkLed(node);
    const asks = this.project.isAsking(call) || FORBIDS.includes(calleeName(call));
    if (!asks && !this.project.isWrite(call)) return;
    const otherwise = asks && this.hasAskingArgument(call) ? ` else ${this.bareCall(call)};` : "";
    const id = this.add(asks ? "call" : "mark", node);
    this.tree.around(this.tree.range(node.src)[0], this.tree.end(node), `{ if (kept(${id})) `, `${otherwise} }`);
  }

  visitCall(node) {
    const asksInExpression = this.project.isAsking(node) && node.parent.nodeType !== "ExpressionStatement";
    if (!asksInExpression || this.project.bare(this.project.functions.get(calleeId(node))) === null) return;
    const id = this.add("call", node);
    this.tree.around(...this.tree.range(node.src), `(kept(${id}) ? `, ` : ${this.bareCall(node)})`);
  }

  /** Of ours, a copy with a switch takes the modifier's place; of others', a function that calls one of two. */
  visitModifier(node) {
    const definition = this.project.modifiers.get(node.modifierName.referencedDeclaration);
    if (node.kind !== "modifierInvocation") return;
    const id = this.add("modifier", node);
    if (definition === undefined) return this.splitFunction(node, id);
    const name = bareName(definition.name);
    const [start, end] = this.tree.range(node.src);
    this.tree.replace(start, end, `${name}(${[id, ...node.arguments.map((argument) => this.tree.text(argument))].join(", ")})`);
    if (!this.project.copies.has(name)) this.project.copies.set(name, () => this.copyModifier(definition, name));
  }

  /** Made when its own guards have their switches. */
  copyModifier(definition, name) {
    const home = this.project.treeOf.get(definition);
    const last = definition.body.statements.at(-1);
    if (last.nodeType !== "PlaceholderStatement") throw new Error(`${definition.name}: a modifier that goes on after its function`);
    const parameters = ["uint160 guard", ...definition.parameters.parameters.map((parameter) => home.text(parameter))];
    const first = definition.body.statements[0];
    const before = home.edited(home.range(first.src)[0], home.range(last.src)[0]);
    const [, after] = home.range(definition.src);
    home.around(after, after, "", `\n    modifier ${name}(${parameters.join(", ")}) { if (kept(guard)) { ${before} } _; }`);
  }

  splitFunction(node, id) {
    const definition = node.parent;
    const [start, end] = this.tree.range(definition.src);
    const parameters = definition.parameters.parameters.map(({ name }) => name).join(", ");
    const header = this.tree.text(definition).slice(0, this.tree.text(definition).indexOf("{"));
    const body = this.tree.text(definition.body);
    const [name, kept, bare] = [definition.name, `${definition.name}__kept`, bareName(definition.name)];
    const inner = header.replace(`function ${name}`, `function ${bare}`).replace("external", "private").replace(this.tree.text(node), "");
    const outer = header.replace(this.tree.text(node), "");
    this.tree.replace(...this.tree.range(definition.nameLocation), kept);
    if (definition.visibility === "external") {
      const at = start + Buffer.byteLength(header.slice(0, header.indexOf("external")));
      this.tree.replace(at, at + "external".length, "private");
    }
    const dispatch = `${outer}{ if (kept(${id})) ${kept}(${parameters}); else ${bare}(${parameters}); }`;
    this.tree.around(end, end, "", `\n    ${dispatch}\n    ${inner}${body}`);
  }

  /** A revert stands under a condition that is a guard, or ends a function that always reverts. */
  checkLed(node) {
    for (let at = node; at !== null && at.nodeType !== "FunctionDefinition"; at = at.parent) {
      if (at.parent?.nodeType === "IfStatement" && at.parent.trueBody === at && this.project.isRefusal(at)) return;
      if (at.parent?.nodeType === "FunctionDefinition" && this.project.refusing.has(at.parent.id)) return;
    }
    throw new Error(`${this.tree.path}:${this.tree.line(node)}: a refusal that no guard leads to: ${this.tree.text(node)}`);
  }

  guardExpression(kind, node, prefix) {
    const id = this.add(kind, node);
    this.tree.around(...this.tree.range(node.src), `(${prefix.replace("#", id)}(`, "))");
  }

  hasAskingArgument(call) {
    return call.arguments?.some((argument) => inside(argument, (n) => this.project.isAsking(n))) ?? false;
  }

  bareCall(call) {
    const [start, end] = this.tree.range(call.src);
    const [, nameEnd] = this.tree.range(call.expression.src);
    const name = calleeName(call);
    const nameStart = nameEnd - Buffer.byteLength(name);
    const text = (from, to) => this.tree.bytes.toString("utf8", from, to);
    return text(start, nameStart) + bareName(name) + text(nameEnd, end);
  }

  add(kind, node) {
    const id = this.guards.length + 1;
    const text = this.tree.text(node).replace(/\s+/g, " ");
    this.guards.push({ id, file: this.tree.path, line: this.tree.line(node), kind, in: enclosing(node), text });
    return id;
  }
}

function bareName(name) {
  return `${name}__bare`;
}

function calleeId(node) {
  return node?.nodeType === "FunctionCall" ? node.expression.referencedDeclaration : undefined;
}

function calleeName(node) {
  return node?.nodeType === "FunctionCall" ? (node.expression.name ?? node.expression.memberName) : undefined;
}

function inside(node, test) {
  if (node === null || typeof node !== "object") return false;
  if (!Array.isArray(node) && test(node)) return true;
  return Object.values(node).some((child) => inside(child, test));
}

function isWithin(node, outer) {
  for (let at = node; at !== null; at = at.parent) if (at === outer) return true;
  return false;
}

function operands(node, operator) {
  if (node.nodeType === "BinaryOperation" && node.operator === operator) {
    return [...operands(node.leftExpression, operator), ...operands(node.rightExpression, operator)];
  }
  return [node];
}

function isBareReturn(statement) {
  const last = statement.nodeType === "Block" ? statement.statements.at(-1) : statement;
  return last?.nodeType === "Return" && !last.expression;
}

function enclosing(node) {
  for (let at = node; at !== null; at = at.parent) {
    if (["FunctionDefinition", "ModifierDefinition"].includes(at.nodeType)) return at.name || at.kind;
  }
  throw new Error(`a guard outside a function: ${node.src}`);
}
