// Changes that would make proxies read their storage otherwise, made to a copy of the sources: each is refused.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { analysed } from "./build.mjs";
import { root } from "./project.mjs";
import { changesOfStorage, describeMeaning, reference, upgradeable } from "./release.mjs";
import { erc7201Slot } from "./storage.mjs";

const released = reference();
const folders = [];
after(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

const FROZEN = ["uint256 internal constant FROZEN = 1 <<", "uint256 internal constant FROZEN = 2 <<"];
const ALLOWED = ["uint256 internal constant ALLOWED = 2 <<", "uint256 internal constant ALLOWED = 1 <<"];

/** Contract that is looked at, file, [text, other text]..., what is told of it. */
const changes = {
  "frozen and allowed trade places": ["Stablecoin", "Words", [FROZEN, ALLOWED], ["AccountWord.ALLOWED", "AccountWord.FROZEN"]],
  "the frozen sum moves": ["Stablecoin", "Words", [["FROZEN_SUM_AT = 104", "FROZEN_SUM_AT = 103"]], ["AccountWord.FROZEN_SUM_AT"]],
  "a rule reads another flag": ["Stablecoin", "Words", [["OPEN_RULE = 0x1100", "OPEN_RULE = 0x1000"]], ["CoinWord.OPEN_RULE"]],
  "the rule is compared elsewhere": ["Stablecoin", "Words", [["(rule << 8)", "(rule << 7)"]], ["AccountWord.fits(Account, Coin)"]],
  "a paused function is another": [
    "Stablecoin",
    "IStablecoin",
    [["PAUSE_MINT = 4", "PAUSE_MINT = 8"], ["PAUSE_BURN = 8", "PAUSE_BURN = 4"]],
    ["PAUSE_BURN", "PAUSE_MINT"],
  ],
  "the circulation modes are in another order": [
    "Stablecoin",
    "IStablecoin",
    [["ALLOW_LIST,\n        BLOCK_LIST,\n        OPEN", "OPEN,\n        BLOCK_LIST,\n        ALLOW_LIST"]],
    ["IStablecoin.Circulation"],
  ],
  "a minter's capacity and refill trade places": [
    "MintGate",
    "MinterWord",
    [["CAPACITY = 192", "CAPACITY = 224"], ["REFILL = 224", "REFILL = 192"]],
    ["MinterWords.CAPACITY", "MinterWords.REFILL"],
  ],
  "a shift without a name": [
    "MintGate",
    "MinterWord",
    [["uint64(bits >> 64)", "uint64(bits >> 32)"]],
    ["MinterWords.available(MinterWord)"],
  ],
  "used orders share a word otherwise": [
    "MintGate",
    "MintGate",
    [["_gate().usedOrders[orderNumber >> 8]", "_gate().usedOrders[orderNumber >> 7]"]],
    ["MintGate.isOrderUsed(uint256)"],
  ],
  "a role is called otherwise": ["Settlement", "Roles", [['keccak256("SETTLER_ROLE")', 'keccak256("SETTLER")']], ["SETTLER_ROLE"]],
  "a namespace moves, name and all": [
    "Settlement",
    "Settlement",
    [
      ["erc7201:fairway.Settlement", "erc7201:fairway.Settling"],
      [erc7201Slot("fairway.Settlement"), erc7201Slot("fairway.Settling")],
    ],
    ["Settlement.SETTLEMENT_STORAGE", "fairway.Settlement", "fairway.Settling"],
  ],
};

for (const [what, [contract, file, edits, told]] of Object.entries(changes)) {
  test(`refused: ${what}`, () => {
    const found = changesOfStorage(released, withMeaning(contract, file, edits));
    assert.deepEqual([...new Set(found.map(({ name }) => name))].sort(), told);
  });
}

test("another text of the same code is no change", () => {
  const edits = [["        uint256 held = balance(word);", "        // what is there\n        uint256 all = balance(word);"]];
  const renamed = [...edits, ["return held > frozen ? held - frozen : 0", "return all > frozen ? all - frozen : 0"]];
  assert.deepEqual(changesOfStorage(released, withMeaning("Stablecoin", "Words", renamed)), []);
});

/** Namespaces whose slot is not that of their name: the code is not described at all. */
const misplaced = {
  "the gate's constant is another": ["MintGate", "MintGate", slotOf("MintGate"), /MintGate: GATE_STORAGE is 0x/],
  "the settlement's constant is another": ["Settlement", "Settlement", slotOf("Settlement"), /SETTLEMENT_STORAGE is 0x/],
  "roles lie where the coin lies": ["Stablecoin", "Roles", slotOf("Roles", "Stablecoin"), /Roles: ROLES_STORAGE is 0x/],
  "only the annotation is another": [
    "Escrow",
    "Escrow",
    [["erc7201:fairway.Escrow", "erc7201:fairway.Escrows"]],
    /namespace fairway.Escrows begins at 0x/,
  ],
  "the reference is set to a number": [
    "Escrow",
    "Escrow",
    [["$.slot := ESCROW_STORAGE", "$.slot := 0"]],
    /Escrow: a storage reference is set by .* not to its own namespace/,
  ],
  "the reference is set to another's slot": [
    "Escrow",
    "Escrow",
    [
      ["$.slot := ESCROW_STORAGE", "$.slot := OTHER_SLOT"],
      ["bytes32 private constant ESCROW_STORAGE", "bytes32 private constant OTHER_SLOT = 0;\n    bytes32 private constant ESCROW_STORAGE"],
    ],
    /not to its own namespace/,
  ],
};

for (const [what, [contract, file, edits, told]] of Object.entries(misplaced)) {
  test(`refused: ${what}`, () => {
    assert.throws(() => withMeaning(contract, file, edits), told);
  });
}

test("the slots of the reference are those of ERC-7201", () => {
  const own = upgradeable.flatMap((name) => Object.entries(released[name].slots));
  assert.equal(own.length, 3 * upgradeable.length);
  for (const [namespace, slot] of own) assert.equal(slot, erc7201Slot(namespace));
  // The number in the standard's own example.
  assert.equal(erc7201Slot("example.main"), "0x183a6125c38840424c4a85fa12bab2ab606c4b6d0e7cc73c0c06ba5300eab500");
});

test("check and accept refuse a changed bit until it is called by its name", () => {
  const folder = copy("Words", [FROZEN, ALLOWED], ["tools", "release", "package.json", "package-lock.json"]);
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  const release = (...args) => {
    const run = spawnSync(process.execPath, ["tools/release.mjs", ...args], { cwd: folder, encoding: "utf8" });
    return [run.status, run.stderr];
  };
  const [status, told] = release("check");
  assert.equal(status, 1);
  assert.match(told, /constants: AccountWord.FROZEN was uint256 = 1 << FLAGS_AT, is uint256 = 2 << FLAGS_AT/);
  assert.equal(release("accept")[0], 1);
  assert.equal(release("accept", "AccountWord.FROZEN")[0], 1);
  assert.match(release("accept", "AccountWord.FROZEN", "AccountWord.ALLOWED", "Typo")[1], /nothing changed that is called Typo/);
  assert.equal(release("check")[0], 1);
  assert.deepEqual(release("accept", "AccountWord.FROZEN", "AccountWord.ALLOWED"), [0, ""]);
  assert.deepEqual(release("check"), [0, ""]);
});

/** The reference, with what the changed sources say of one contract. */
function withMeaning(contract, file, edits) {
  const folder = copy(file, edits);
  return { ...released, [contract]: { ...released[contract], ...describeMeaning(analysed(folder, [contract]), contract) } };
}

function copy(file, edits, others = []) {
  const folder = mkdtempSync(join(tmpdir(), "contracts-"));
  folders.push(folder);
  for (const name of ["src", ...others]) cpSync(join(root, name), join(folder, name), { recursive: true });
  const path = join(folder, "src", `${file}.sol`);
  let text = readFileSync(path, "utf8");
  for (const [before, now] of edits) {
    assert.ok(text.includes(before), `${file}.sol has ${before}`);
    text = text.replace(before, now);
  }
  writeFileSync(path, text);
  return folder;
}

function slotOf(namespace, instead = `${namespace}2`) {
  return [[erc7201Slot(`fairway.${namespace}`), erc7201Slot(`fairway.${instead}`)]];
}
