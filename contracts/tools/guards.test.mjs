// What is found as a guard, in a small contract, and that its switched form compiles.
import assert from "node:assert/strict";
import { test } from "node:test";
import { SWITCH, switchGuards } from "./guards.mjs";
import { requireFromProject } from "./project.mjs";

const solc = requireFromProject("solc");

function compile(texts) {
  const sources = Object.fromEntries(Object.entries(texts).map(([path, content]) => [path, { content }]));
  const settings = { outputSelection: { "*": { "": ["ast"], "*": ["evm.bytecode.object"] } } };
  const output = JSON.parse(solc.compile(JSON.stringify({ language: "Solidity", sources, settings })));
  const errors = (output.errors ?? []).filter(({ severity }) => severity === "error");
  assert.deepEqual(errors.map(({ formattedMessage }) => formattedMessage), []);
  return output.sources;
}

function contract(body) {
  return {
    "src/Toy.sol": `pragma solidity ^0.8.30;
contract Toy {
    error No();
    mapping(address => bool) used;
    uint256 limit;
    modifier only(address who) {
        if (msg.sender != who) revert No();
        _;
    }
    ${body}
}
`,
  };
}

function found(body) {
  const texts = contract(body);
  const { guards, switched } = switchGuards(compile(texts), texts);
  compile({ ...switched, "src/Switch.sol": SWITCH });
  return guards.filter((guard) => guard.in !== "only").map(({ kind, text }) => `${kind} ${text}`).sort();
}

test("conditions, marks, calls and modifiers are found, each operand of an or alone", () => {
  const body = `
    function f(uint256 x) external only(address(1)) {
        if (x == 0 || x > limit) revert No();
        else if (x == 7) { limit = 8; _never(); }
        _useOnce(msg.sender);
        uint256 half = _checkEven(x);
        if (half == 3) return;
        limit -= half; // 中文: an offset counts bytes
    }
    function _useOnce(address who) private {
        if (used[who]) revert No();
        used[who] = true;
    }
    function _checkEven(uint256 x) private pure returns (uint256) {
        if (x % 2 != 0) { revert No(); }
        return x / 2;
    }
    function _never() private pure { revert No(); }`;
  assert.deepEqual(found(body), [
    "call _checkEven(x)",
    "call _useOnce(msg.sender)",
    "condition used[who]",
    "condition x % 2 != 0",
    "condition x == 0",
    "condition x == 7",
    "condition x > limit",
    "mark limit -= half",
    "mark limit = 8",
    "mark used[who] = true",
    "modifier only(address(1))",
    "return half == 3",
  ]);
});

test("each operand of an and that is returned is a guard", () => {
  const body = "function f(uint256 x) external view returns (bool) { return x > 0 && x < limit; }";
  assert.deepEqual(found(body), ["operand x < limit", "operand x > 0"]);
});

test("a call that asks inside another's arguments keeps the other's value", () => {
  const body = `
    function f(uint256 x) external { _requireLow(_useNext(x)); }
    function _useNext(uint256 x) private returns (uint256) {
        if (x < limit) revert No();
        return ++limit;
    }
    function _requireLow(uint256 x) private pure { if (x > 9) revert No(); }`;
  assert.deepEqual(found(body), [
    "call _requireLow(_useNext(x))",
    "call _useNext(x)",
    "condition x < limit",
    "condition x > 9",
  ]);
});

test("two guards of one text are told apart", () => {
  const texts = contract("function f() external { if (limit == 0) revert No(); limit = 0; if (limit == 0) revert No(); }");
  const { guards } = switchGuards(compile(texts), texts);
  assert.deepEqual(guards.filter(({ text }) => text === "limit == 0").map(({ occurrence }) => occurrence), [1, 2]);
});

test("a refusal that no guard leads to is an error", () => {
  const body = "function f(uint256 x) external { if (x == 1) limit = 1; else revert No(); }";
  assert.throws(() => found(body), /src\/Toy.sol:\d+: a refusal that no guard leads to: revert No\(\)/);
  const loop = "function f(uint256 x) external { while (x > limit) { revert No(); } }";
  assert.throws(() => found(loop), /a refusal that no guard leads to/);
});
