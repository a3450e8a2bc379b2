// The release gate: code is deployed only when a record of an audit of exactly this code lies in audits/. The records go
// into the build beside the artifacts, named by the hash, so that the gateway asks the same question of the same files.
//
//   node tools/audit.mjs check ENVIRONMENT FOLDER      fails for the first contract in FOLDER that may not be deployed
//   node tools/audit.mjs self-review NAME FOLDER       writes records of a self-review for all contracts in FOLDER
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fail, requireFromProject, root } from "./project.mjs";

export const AUDIT_AGE_DAYS_MAX = 365;
const DAY_MS = 24 * 60 * 60 * 1000;
const PRODUCTION = "production";
const SELF_REVIEW = "self-review";
const THIRD_PARTY = "third-party";
const auditsFolder = join(root, "audits");

/** Keccak-256 of the code that creates the contract, without constructor arguments. */
export function creationHash(artifact) {
  const { keccak256 } = requireFromProject("js-sha3");
  return "0x" + keccak256(Buffer.from(artifact.bytecode.slice(2), "hex"));
}

export function recordFile(folder, hash) {
  return join(folder, `${hash.slice(2)}.json`);
}

/**
 * Why the code may not be deployed, or null when it may.
 * @param records the folder of the records
 * @param today a Date
 */
export function refusal(artifact, environment, records, today) {
  const hash = creationHash(artifact);
  const file = recordFile(records, hash);
  if (!existsSync(file)) return `${artifact.name}: no audit record of the code ${hash}`;
  const record = JSON.parse(readFileSync(file, "utf8"));
  if (record.creationBytecodeHash !== hash) return `${artifact.name}: ${file} is of other code`;
  if (![SELF_REVIEW, THIRD_PARTY].includes(record.kind)) return `${artifact.name}: audit of unknown kind ${record.kind}`;
  const ageDays = (today.getTime() - Date.parse(record.date)) / DAY_MS;
  if (!(ageDays >= 0)) return `${artifact.name}: the audit's date ${record.date} is not of the past`;
  if (environment !== PRODUCTION) return null;
  if (record.kind === SELF_REVIEW) return `${artifact.name}: a self-review is not enough in production`;
  if (!/^0x[0-9a-f]{64}$/.test(record.reportHash ?? "")) return `${artifact.name}: the audit's report has no hash`;
  if (ageDays > AUDIT_AGE_DAYS_MAX) {
    return `${artifact.name}: the audit of ${record.date} is older than ${AUDIT_AGE_DAYS_MAX} days`;
  }
  return null;
}

export function artifactsIn(folder) {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json") && name !== "manifest.json")
    .sort()
    .map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")));
}

function selfReview(name, folder) {
  mkdirSync(auditsFolder, { recursive: true });
  for (const artifact of artifactsIn(folder)) {
    const hash = creationHash(artifact);
    const file = recordFile(auditsFolder, hash);
    if (existsSync(file)) continue;
    const record = {
      contract: artifact.name,
      creationBytecodeHash: hash,
      kind: SELF_REVIEW,
      validFor: "every environment but production: the authors reviewed their own code, no third party did",
      auditor: name,
      date: new Date().toISOString().slice(0, 10),
      report: null,
      reportHash: null,
    };
    writeFileSync(file, JSON.stringify(record, null, 2) + "\n");
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [command, argument, folder] = process.argv.slice(2);
  if (folder === undefined) fail("usage: node tools/audit.mjs check ENVIRONMENT FOLDER | self-review NAME FOLDER");
  if (command === "self-review") selfReview(argument, folder);
  else if (command === "check") {
    for (const artifact of artifactsIn(folder)) {
      const reason = refusal(artifact, argument, auditsFolder, new Date());
      if (reason !== null) fail(`deployment refused: ${reason}`);
    }
  } else fail(`no command ${command}`);
}
