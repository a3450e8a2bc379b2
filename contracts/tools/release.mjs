// What a release promises of its contracts, compared with the last one, whose reference is committed.
//
//   node tools/release.mjs check     upgrade safety, storage layout and operations against release/reference.json
//   node tools/release.mjs accept    makes the present build the reference: part of a release, reviewed as its diff
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compiled } from "./build.mjs";
import { fail, requireFromProject, root } from "./project.mjs";

const referenceFile = join(root, "release", "reference.json");
const KIND = { kind: "uups" };
const SOLC = requireFromProject("solc/package.json").version;

/** The contracts that stand behind proxies. */
export const upgradeable = ["Stablecoin", "MintGate", "Settlement", "Escrow"];

/** The present build in the form of a reference. */
export function describe({ artifacts, buildInfo }) {
  const { UpgradeableContract } = requireFromProject("@openzeppelin/upgrades-core");
  const reference = {};
  for (const name of upgradeable) {
    const contract = new UpgradeableContract(`src/${name}.sol:${name}`, buildInfo.input, buildInfo.output, KIND, SOLC);
    const report = contract.getErrorReport();
    if (!report.ok) throw new Error(`${name} is not safe behind a proxy:\n${report.explain(false)}`);
    reference[name] = { operations: artifacts[name].operations, layout: contract.layout };
  }
  return reference;
}

/** What differs from the reference and must not, as lines. Storage may grow at its end; operations may not differ. */
export function differences(reference, present) {
  const { getStorageUpgradeErrors } = requireFromProject("@openzeppelin/upgrades-core/dist/storage/index.js");
  return upgradeable.flatMap((name) => {
    if (reference[name] === undefined) return [`${name} is not in the reference`];
    const storage = getStorageUpgradeErrors(reference[name].layout, present[name].layout, KIND).map(
      (change) => `${name}: storage ${change.kind} of ${(change.original ?? change.updated).label}`,
    );
    const text = (operation) => `${operation.signature} by ${operation.role}`;
    const [before, now] = [reference[name], present[name]].map((one) => one.operations.map(text));
    return [
      ...storage,
      ...before.filter((line) => !now.includes(line)).map((line) => `${name}: gone is ${line}`),
      ...now.filter((line) => !before.includes(line)).map((line) => `${name}: new is ${line}`),
    ];
  });
}

export function reference() {
  if (!existsSync(referenceFile)) fail(`${referenceFile} is missing: node tools/release.mjs accept`);
  return JSON.parse(readFileSync(referenceFile, "utf8"));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const present = describe(compiled());
  if (process.argv[2] === "accept") {
    mkdirSync(dirname(referenceFile), { recursive: true });
    writeFileSync(referenceFile, JSON.stringify(present, null, 1) + "\n");
  } else if (process.argv[2] === "check") {
    const lines = differences(reference(), present);
    if (lines.length > 0) fail(`the contracts differ from the reference of the last release:\n${lines.join("\n")}`);
  } else fail("usage: node tools/release.mjs check | accept");
}
