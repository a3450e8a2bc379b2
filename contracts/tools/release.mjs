// What a release promises of its contracts, compared with the last one, whose reference is committed.
//
//   node tools/release.mjs check             upgrade safety, storage, its meaning and operations against release/reference.json
//   node tools/release.mjs accept [NAME...]  makes the present build the reference: part of a release, reviewed as its diff.
//                                            What stored bytes mean is accepted only by the names that check tells
//   node tools/release.mjs golden VERSION    keeps the storage of a deployment of today in test/golden/VERSION.json
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compiled } from "./build.mjs";
import { fail, forgeEnvironment, foundryBinary, requireFromProject, root } from "./project.mjs";
import { basesOf, meaning, slots, syntaxOf } from "./storage.mjs";

const referenceFile = join(root, "release", "reference.json");
const goldenFolder = join(root, "test", "golden");
const FORGE_OUTPUT_BYTES_MAX = 64 * 1024 * 1024; // it tells every call it made
const KIND = { kind: "uups" };
const SOLC = requireFromProject("solc/package.json").version;
const MEANINGS = ["slots", "constants", "enums", "words"];

/** The contracts that stand behind proxies. */
export const upgradeable = ["Stablecoin", "MintGate", "Settlement", "Escrow"];

/** The present build in the form of a reference. */
export function describe({ artifacts, buildInfo }) {
  const { UpgradeableContract } = requireFromProject("@openzeppelin/upgrades-core");
  const { input, output } = buildInfo;
  const reference = {};
  for (const name of upgradeable) {
    const contract = new UpgradeableContract(`src/${name}.sol:${name}`, input, output, KIND, SOLC);
    const report = contract.getErrorReport();
    if (!report.ok) throw new Error(`${name} is not safe behind a proxy:\n${report.explain(false)}`);
    reference[name] = {
      operations: artifacts[name].operations,
      layout: contract.layout,
      ...describeMeaning({ input, output }, name),
    };
  }
  return reference;
}

/** The part of a contract's reference that says what its stored bytes mean; needs the syntax trees only. */
export function describeMeaning(buildInfo, name) {
  const syntax = syntaxOf(buildInfo);
  const bases = basesOf(syntax, `src/${name}.sol`, name);
  return { slots: slots(syntax, bases), ...meaning(syntax, bases) };
}

/**
 * What differs from the reference and must not, as lines. Storage may grow at its end; what stored bytes mean, and the
 * operations, may not differ.
 */
export function differences(reference, present) {
  return [...changesOfStorage(reference, present).map(({ line }) => line), ...changesOfOperations(reference, present)];
}

/** What would make stored bytes say something else: {name, line}. A release accepts each by its name or not at all. */
export function changesOfStorage(reference, present) {
  const { getStorageUpgradeErrors } = requireFromProject("@openzeppelin/upgrades-core/dist/storage/index.js");
  return upgradeable.flatMap((contract) => {
    const [before, now] = [reference[contract], present[contract]];
    if (before === undefined) return [{ name: contract, line: `${contract} is not in the reference` }];
    const layout = getStorageUpgradeErrors(before.layout, now.layout, KIND).map((change) => ({
      name: `${contract}.storage`,
      line: `${contract}: storage ${change.kind} of ${(change.original ?? change.updated)?.label ?? change.namespace}`,
    }));
    return [...layout, ...MEANINGS.flatMap((kind) => changesOf(contract, kind, before[kind] ?? {}, now[kind]))];
  });
}

function changesOf(contract, kind, before, now) {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].filter((name) => before[name] !== now[name]);
  return names.map((name) => ({
    name,
    line: `${contract}: ${kind}: ${name} was ${before[name] ?? "not there"}, is ${now[name] ?? "gone"}`,
  }));
}

function changesOfOperations(reference, present) {
  return upgradeable.flatMap((name) => {
    if (reference[name] === undefined) return [];
    const text = (operation) => `${operation.signature} by ${operation.role}`;
    const [before, now] = [reference[name], present[name]].map((one) => one.operations.map(text));
    return [
      ...before.filter((line) => !now.includes(line)).map((line) => `${name}: gone is ${line}`),
      ...now.filter((line) => !before.includes(line)).map((line) => `${name}: new is ${line}`),
    ];
  });
}

export function reference() {
  if (!existsSync(referenceFile)) fail(`${referenceFile} is missing: node tools/release.mjs accept`);
  return JSON.parse(readFileSync(referenceFile, "utf8"));
}

function check(present) {
  const lines = differences(reference(), present);
  if (lines.length > 0) fail(`the contracts differ from the reference of the last release:\n${lines.join("\n")}`);
}

function accept(present, accepted) {
  const changes = existsSync(referenceFile) ? changesOfStorage(reference(), present) : [];
  const refused = changes.filter(({ name }) => !accepted.includes(name));
  if (refused.length > 0) {
    const names = [...new Set(refused.map(({ name }) => `'${name}'`))].join(" ");
    const lines = refused.map(({ line }) => line).join("\n");
    fail(`proxies that exist would read their storage otherwise:\n${lines}\nto accept: node tools/release.mjs accept ${names}`);
  }
  const idle = accepted.filter((accepted) => changes.every(({ name }) => name !== accepted));
  if (idle.length > 0) fail(`nothing changed that is called ${idle.join(", ")}`);
  mkdirSync(dirname(referenceFile), { recursive: true });
  writeFileSync(referenceFile, JSON.stringify(present, null, 1) + "\n");
}

/** Fills a deployment and writes down its storage and its answers, as `test/Golden.s.sol` says. */
function golden(version) {
  if (!/^\d+\.\d+\.\d+$/.test(version ?? "")) fail(`a version is three numbers, this is ${version}`);
  const file = join(goldenFolder, `${version}.json`);
  if (existsSync(file)) fail(`${file} is there already, and proxies hold what it holds`);
  const run = spawnSync(foundryBinary("forge"), ["script", "test/Golden.s.sol:Golden", "--json"], {
    cwd: root,
    env: forgeEnvironment(),
    encoding: "utf8",
    maxBuffer: FORGE_OUTPUT_BYTES_MAX,
  });
  if (run.status !== 0) fail(`no golden deployment: ${run.error?.message ?? run.stdout + run.stderr}`);
  const { value } = JSON.parse(run.stdout).returns.json; // a text within a text
  mkdirSync(goldenFolder, { recursive: true });
  writeFileSync(file, JSON.stringify(JSON.parse(JSON.parse(`"${value}"`)), null, 1) + "\n");
}

function described() {
  try {
    return describe(compiled());
  } catch (problem) {
    return fail(problem.message);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [command, ...names] = process.argv.slice(2);
  if (command === "accept") accept(described(), names);
  else if (command === "check" && names.length === 0) check(described());
  else if (command === "golden") golden(names[0]);
  else fail("usage: node tools/release.mjs check | accept [NAME...] | golden VERSION");
}
