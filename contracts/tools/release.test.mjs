// The release tools against the present build: what they promise, and that they refuse what they should.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { creationHash, recordFile, refusal } from "./audit.mjs";
import { compiled } from "./build.mjs";
import { compilerSettings, requireFromProject, root } from "./project.mjs";
import { describe, differences, reference, upgradeable } from "./release.mjs";

const { artifacts, buildInfo } = compiled();
const present = describe({ artifacts, buildInfo });
const records = mkdtempSync(join(tmpdir(), "audits-"));
const today = new Date("2026-06-01T00:00:00Z");
after(() => rmSync(records, { recursive: true }));

test("the build keeps what the reference of the last release promises", () => {
  assert.deepEqual(differences(reference(), present), []);
});

test("a moved, retyped or dropped word of storage is found", () => {
  const changed = structuredClone(present);
  const members = changed.Settlement.layout.namespaces["erc7201:fairway.Settlement"];
  [members[0], members[1]] = [members[1], members[0]];
  assert.notEqual(differences(present, changed).length, 0);
  members.shift();
  assert.match(differences(present, changed).join("\n"), /Settlement: storage/);
});

test("storage may grow at its end", () => {
  const changed = structuredClone(present);
  const members = changed.Settlement.layout.namespaces["erc7201:fairway.Settlement"];
  members.push({ ...members.at(-1), label: "added" });
  assert.deepEqual(differences(present, changed), []);
});

test("an operation that is new, gone or open to others is found", () => {
  const changed = structuredClone(present);
  const pause = changed.MintGate.operations.find(({ signature }) => signature === "pause()");
  pause.role = "anyone";
  assert.deepEqual(differences(present, changed), [
    "MintGate: gone is pause() by PAUSER_ROLE",
    "MintGate: new is pause() by anyone",
  ]);
});

test("code that is unsafe behind a proxy is refused", () => {
  const source = "src/Settlement.sol";
  const broken = structuredClone(buildInfo);
  const contract = broken.output.sources[source].ast.nodes.find(({ name }) => name === "Settlement");
  const constructor = contract.nodes.find(({ kind }) => kind === "constructor");
  constructor.documentation = null; // it was allowed there, by name
  assert.throws(() => describe({ artifacts, buildInfo: broken }), /Settlement is not safe behind a proxy/);
});

test("what forge tested is what is shipped, to the byte", () => {
  for (const name of upgradeable) {
    const tested = JSON.parse(readFileSync(join(root, "out", `${name}.sol`, `${name}.json`), "utf8"));
    assert.equal(artifacts[name].bytecode, tested.bytecode.object, name);
  }
});

test("the manifest has each contract's ABI, hashes, storage and every operation", () => {
  const folder = mkdtempSync(join(tmpdir(), "build-"));
  execFileSync(process.execPath, [join(root, "tools", "build.mjs"), folder]);
  const manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));
  rmSync(folder, { recursive: true });
  assert.deepEqual(manifest.settings, compilerSettings);
  assert.deepEqual(manifest.contracts.map(({ name }) => name).sort(), Object.keys(artifacts).sort());
  for (const contract of manifest.contracts) {
    const given = Object.values(buildInfo.output.contracts).find((file) => file[contract.name])[contract.name];
    const code = given.evm;
    assert.deepEqual(contract.abi, given.abi, contract.name);
    assert.equal(contract.creationBytecodeHash, hashOf(code.bytecode.object), contract.name);
    assert.equal(contract.deployedBytecodeHash, hashOf(code.deployedBytecode.object), contract.name);
    assert.deepEqual(contract.storage.variables, given.storageLayout.storage, contract.name);
    assert.deepEqual(contract.storage.types, given.storageLayout.types, contract.name);
    const selectors = Object.entries(code.methodIdentifiers).filter(([signature]) => !isView(given.abi, signature));
    const operations = contract.operations.map(({ signature, selector }) => [signature, selector.slice(2)]);
    assert.deepEqual(operations.sort(), selectors.sort(), contract.name);
    assert.ok(contract.operations.every(({ role }) => /^(anyone|TIMELOCK|[A-Z_]+_ROLE)$/.test(role)), contract.name);
  }
});

test("the manifest has the namespaces that the contracts' storage lies in", () => {
  const spaces = (name) => artifacts[name].storage.namespaces.map(({ namespace, slot, members }) => [namespace, slot, members.length]);
  const roles = ["fairway.Roles", "0x437eb8c26a7ca6b20a0313d7f49191de6cde5ef25432398e52dd1e768a68c300", 3];
  const coin = ["fairway.Stablecoin", "0x0dd2cbc803f6f73d711216b049f5eff28ed949170358cf93b555b88f30c29100", 4];
  const gate = ["fairway.MintGate", "0x39da420357cc6ea3c73af4737ed5c2b274624729f3dbb4a96e424a5b5b980900", 7];
  const own = (name) => spaces(name).filter(([namespace]) => namespace.startsWith("fairway."));
  assert.deepEqual(own("Stablecoin"), [roles, coin]);
  assert.deepEqual(own("MintGate"), [gate, roles]);
  for (const name of upgradeable) assert.ok(own(name).length === 2 && spaces(name).length === 3, name);
});

test("only who has a role may do what needs one", () => {
  const open = upgradeable.flatMap((name) =>
    artifacts[name].operations.filter(({ role }) => role === "anyone").map(({ signature }) => `${name}.${signature.split("(")[0]}`),
  );
  assert.deepEqual([...new Set(open)].sort(), [
    "Escrow.authorise",
    "Escrow.authoriseBySignature",
    "Escrow.expire",
    "Escrow.initialize",
    "Escrow.release",
    "Escrow.renounceRole",
    "MintGate.initialize",
    "MintGate.renounceRole",
    "Settlement.initialize",
    "Settlement.renounceRole",
    "Stablecoin.approve",
    "Stablecoin.cancelAuthorization",
    "Stablecoin.cancelPermits",
    "Stablecoin.initialize",
    "Stablecoin.payBatch",
    "Stablecoin.permit",
    "Stablecoin.receiveWithAuthorization",
    "Stablecoin.renounceRole",
    "Stablecoin.transfer",
    "Stablecoin.transferFrom",
    "Stablecoin.transferFromWithMemo",
    "Stablecoin.transferWithAuthorization",
    "Stablecoin.transferWithMemo",
  ]);
});

test("of a timelock, too", () => {
  const roles = Object.fromEntries(artifacts.Timelock.operations.map(({ signature, role }) => [signature.split("(")[0], role]));
  assert.deepEqual(roles, {
    cancel: "CANCELLER_ROLE",
    execute: "EXECUTOR_ROLE",
    executeBatch: "EXECUTOR_ROLE",
    grantRole: "DEFAULT_ADMIN_ROLE",
    onERC1155BatchReceived: "anyone",
    onERC1155Received: "anyone",
    onERC721Received: "anyone",
    renounceRole: "anyone",
    revokeRole: "DEFAULT_ADMIN_ROLE",
    schedule: "PROPOSER_ROLE",
    scheduleBatch: "PROPOSER_ROLE",
    updateDelay: "TIMELOCK",
  });
});

test("every contract of the build has an audit record, good enough outside production", () => {
  for (const artifact of Object.values(artifacts)) {
    assert.equal(refusal(artifact, "development", join(root, "audits"), new Date()), null);
  }
});

test("a deployment without a record is refused everywhere", () => {
  assert.match(refusal(artifacts.MintGate, "development", records, today), /no audit record/);
  assert.match(refusal(artifacts.MintGate, "production", records, today), /no audit record/);
});

test("production asks for a third party, a report and at most 365 days", () => {
  const at = (change) => refusal(put(change), "production", records, today);
  assert.equal(at({}), null);
  assert.equal(at({ date: "2025-06-01" }), null);
  assert.match(at({ date: "2025-05-31" }), /older than 365 days/);
  assert.match(at({ kind: "self-review" }), /self-review is not enough/);
  assert.match(at({ reportHash: null }), /has no hash/);
  assert.match(at({ date: "2026-06-02" }), /not of the past/);
  assert.match(at({ date: "soon" }), /not of the past/);
  assert.match(at({ kind: "friendly" }), /unknown kind/);
  assert.match(at({ creationBytecodeHash: "0x00" }), /other code/);
});

test("a self-review is enough outside production, however old", () => {
  assert.equal(refusal(put({ kind: "self-review", date: "2020-01-01" }), "pilot", records, today), null);
});

test("code that differs in one byte has no record", () => {
  const artifact = put({});
  const changed = { ...artifact, bytecode: artifact.bytecode.replace(/..$/, "00") };
  assert.match(refusal(changed, "development", records, today), /no audit record/);
});

function hashOf(code) {
  return "0x" + requireFromProject("js-sha3").keccak256(Buffer.from(code, "hex"));
}

/** By the ABI: of the functions with this name and these parameters. */
function isView(abi, signature) {
  const list = (parameters) => `(${parameters.map(typeOf).join(",")})`;
  const typeOf = ({ type, components }) => (components === undefined ? type : type.replace("tuple", list(components)));
  const text = ({ name, inputs }) => name + list(inputs);
  const found = abi.find((entry) => entry.type === "function" && text(entry) === signature);
  return ["view", "pure"].includes(found.stateMutability);
}

function put(change) {
  const artifact = artifacts.MintGate;
  const hash = creationHash(artifact);
  const record = {
    contract: "MintGate",
    creationBytecodeHash: hash,
    kind: "third-party",
    auditor: "An Auditor Ltd",
    date: "2026-05-01",
    report: "report.pdf",
    reportHash: "0x" + "ab".repeat(32),
    ...change,
  };
  writeFileSync(recordFile(records, hash), JSON.stringify(record));
  return artifact;
}
