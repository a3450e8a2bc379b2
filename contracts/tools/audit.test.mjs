// The release gate as people and pipelines call it: whatever it does not understand, it refuses.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { creationHash, ENVIRONMENTS, incompleteness, recordFile, refusal } from "./audit.mjs";
import { root } from "./project.mjs";

const built = mkdtempSync(join(tmpdir(), "built-"));
const folders = [built];
after(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));
execFileSync(process.execPath, [join(root, "tools", "build.mjs"), built]);
const names = JSON.parse(readFileSync(join(built, "manifest.json"), "utf8")).contracts.map(({ name }) => name);

test("the environments are three, written exactly so", () => {
  assert.deepEqual(ENVIRONMENTS, ["development", "pilot", "production"]);
  for (const name of ["prod", "Production", "PRODUCTION", "production ", "", "constructor", "staging"]) {
    const [status, told] = audit("check", name, built);
    assert.equal(status, 2, name);
    assert.match(told, /it is one of development, pilot, production/, name);
    assert.throws(() => refusal(artifact("MintGate"), name, join(root, "audits"), new Date()), /no environment is called/);
  }
});

test("this build may be deployed, but not in production", () => {
  assert.deepEqual(audit("check", "development", built), [0, ""]);
  assert.deepEqual(audit("check", "pilot", built), [0, ""]);
  const [status, told] = audit("check", "production", built);
  assert.equal(status, 1);
  assert.match(told, /a self-review is not enough in production/);
});

test("what was called wrongly is no yes", () => {
  for (const args of [[], ["check"], ["check", "pilot"], ["check", "pilot", built, "more"], ["approve", "pilot", built]]) {
    assert.equal(audit(...args)[0], 2, args.join(" "));
  }
  assert.equal(audit("check", "pilot", join(built, "nowhere"))[0], 1);
});

test("a folder that is not the whole of a build is refused", () => {
  const empty = mkdtempSync(join(tmpdir(), "empty-"));
  folders.push(empty);
  for (const environment of ENVIRONMENTS) {
    const [status, told] = audit("check", environment, empty);
    assert.equal(status, 1);
    assert.match(told, /has no manifest.json/);
  }
  assert.equal(audit("self-review", "nobody", empty)[0], 1);
  for (const name of names) {
    const folder = copy();
    rmSync(join(folder, `${name}.json`));
    assert.equal(incompleteness(folder), `${name} of manifest.json is missing`);
  }
});

test("a manifest that forgets a contract of the release is refused", () => {
  const folder = copy();
  changeManifest(folder, (contracts) => contracts.filter(({ name }) => name !== "MintGate"));
  rmSync(join(folder, "MintGate.json"));
  assert.equal(incompleteness(folder), "manifest.json does not name MintGate");
  changeManifest(folder, () => []);
  assert.match(audit("check", "pilot", folder)[1], /manifest.json does not name Stablecoin, MintGate, Settlement, Escrow/);
});

test("a contract that is not in the manifest is refused", () => {
  const folder = copy();
  writeFileSync(join(folder, "Other.json"), JSON.stringify({ ...artifact("MintGate"), name: "Other" }));
  assert.equal(incompleteness(folder), "Other is not in manifest.json");
});

test("audited code with something behind it is not the audited code", () => {
  const { bytecode } = artifact("MintGate");
  const swallowed = Buffer.from((bytecode + "zz6001").slice(2), "hex");
  assert.deepEqual(swallowed, Buffer.from(bytecode.slice(2), "hex"), "a decoder that stops would see the audited code");
  for (const tail of ["zz6001", "6", "g0", " ", "\n", "0x", "FF"]) {
    const folder = changed("MintGate", { bytecode: bytecode + tail });
    const [status, told] = audit("check", "pilot", folder);
    assert.equal(status, 1, JSON.stringify(tail));
    assert.match(told, /MintGate: bytecode is not whole bytes/);
  }
  for (const code of ["", "0x", "0X6001", bytecode.slice(2), null, undefined]) {
    assert.throws(() => creationHash({ name: "MintGate", bytecode: code }), /not whole bytes/);
  }
  assert.match(audit("check", "pilot", changed("MintGate", { bytecode: bytecode + "00" }))[1], /bytecode is not that of/);
});

test("what is compared with the chain must follow from the audited code", () => {
  const { deployedBytecode, immutables } = artifact("MintGate");
  const odd = (change) => incompleteness(changed("MintGate", change));
  assert.equal(odd({}), null);
  assert.match(odd({ deployedBytecode: "0x6001" }), /deployedBytecode is not that of manifest.json/);
  assert.throws(() => odd({ deployedBytecode: deployedBytecode + "zz" }), /deployedBytecode is not whole bytes/);
  assert.match(odd({ immutables: [{ start: 0, length: 20000 }] }), /immutables lie where the code has none/);
  assert.match(odd({ immutables: [...immutables, { start: 100, length: 32 }] }), /immutables lie where the code has none/);
  const other = { name: "MintGate", bytecode: "0x" + "60ab".repeat(8), deployedBytecode: "0x" + "60ab".repeat(8) };
  const folder = changed("MintGate", { deployedBytecode: other.deployedBytecode, immutables: [] });
  changeManifest(folder, (all) =>
    all.map((one) => (one.name === "MintGate" ? { ...one, deployedBytecodeHash: creationHash(other) } : one)),
  );
  assert.match(incompleteness(folder), /not what the bytecode deploys/);
});

test("the date of a record is a date of the calendar, written as one", () => {
  const records = mkdtempSync(join(tmpdir(), "records-"));
  folders.push(records);
  const gate = artifact("MintGate");
  const hash = creationHash(gate);
  const today = new Date("2026-06-01T00:00:00Z");
  const of = (date) => {
    writeFileSync(recordFile(records, hash), JSON.stringify({ creationBytecodeHash: hash, kind: "self-review", date }));
    return refusal(gate, "pilot", records, today);
  };
  assert.equal(of("2026-05-31"), null);
  for (const date of ["1", "2026", "May 2026", "2026-02-31x", "2026-13-01", "", null, 2026]) {
    assert.match(of(date), /is not of the past/, String(date));
  }
});

function audit(...args) {
  const run = spawnSync(process.execPath, [join(root, "tools", "audit.mjs"), ...args], { encoding: "utf8" });
  return [run.status, run.stderr];
}

function artifact(name) {
  return JSON.parse(readFileSync(join(built, `${name}.json`), "utf8"));
}

function copy() {
  const folder = mkdtempSync(join(tmpdir(), "built-"));
  folders.push(folder);
  cpSync(built, folder, { recursive: true });
  return folder;
}

function changed(name, change) {
  const folder = copy();
  writeFileSync(join(folder, `${name}.json`), JSON.stringify({ ...artifact(name), ...change }));
  return folder;
}

function changeManifest(folder, change) {
  const file = join(folder, "manifest.json");
  const manifest = JSON.parse(readFileSync(file, "utf8"));
  writeFileSync(file, JSON.stringify({ ...manifest, contracts: change(manifest.contracts) }));
}
