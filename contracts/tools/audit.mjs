// The release gate: code is deployed only when a record of an audit of exactly this code lies in audits/. The records go
// into the build beside the artifacts, named by the hash, so that the gateway asks the same question of the same files.
//
//   node tools/audit.mjs check ENVIRONMENT FOLDER      fails for the first contract in FOLDER that may not be deployed
//   node tools/audit.mjs self-review NAME FOLDER       writes records of a self-review for all contracts in FOLDER
//
// FOLDER is one that tools/build.mjs wrote, whole: every contract of its manifest.json, and nothing else.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fail, requireFromProject, root } from "./project.mjs";

export const AUDIT_AGE_DAYS_MAX = 365;
/** A closed list: what is called otherwise is not less than production, it is a slip. */
export const ENVIRONMENTS = ["development", "pilot", "production"];
const DAY_MS = 24 * 60 * 60 * 1000;
const PRODUCTION = "production";
const SELF_REVIEW = "self-review";
const THIRD_PARTY = "third-party";
const USAGE = "usage: node tools/audit.mjs check ENVIRONMENT FOLDER | self-review NAME FOLDER";
const USAGE_STATUS = 2;
const CODE = /^0x([0-9a-f]{2})+$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const MANIFEST = "manifest.json";
const PUSH32 = "7f";
const WORD_BYTES = 32;
const auditsFolder = join(root, "audits");
const referenceFile = join(root, "release", "reference.json");

/** Keccak-256 of the code that creates the contract, without constructor arguments. */
export function creationHash(artifact) {
  return hashOf(artifact, "bytecode");
}

/** Throws when the code is not whole bytes: what is no digit ends the bytes that are hashed, not those that are sent. */
function hashOf(artifact, field) {
  const code = artifact[field];
  if (!CODE.test(code)) throw new Error(`${artifact.name}: ${field} is not whole bytes in lower-case digits`);
  const { keccak256 } = requireFromProject("js-sha3");
  return "0x" + keccak256(Buffer.from(code.slice(2), "hex"));
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
  if (!ENVIRONMENTS.includes(environment)) throw new Error(unknownEnvironment(environment));
  const hash = creationHash(artifact);
  const file = recordFile(records, hash);
  if (!existsSync(file)) return `${artifact.name}: no audit record of the code ${hash}`;
  const record = JSON.parse(readFileSync(file, "utf8"));
  if (record.creationBytecodeHash !== hash) return `${artifact.name}: ${file} is of other code`;
  if (![SELF_REVIEW, THIRD_PARTY].includes(record.kind)) return `${artifact.name}: audit of unknown kind ${record.kind}`;
  const ageDays = DATE.test(record.date) ? (today.getTime() - Date.parse(record.date)) / DAY_MS : NaN;
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
    .filter((name) => name.endsWith(".json") && name !== MANIFEST)
    .sort()
    .map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")));
}

/**
 * Why a folder is not the whole of a build, or null when it is: no contract of the manifest is missing, none of the release
 * is missing in the manifest, and each is what the manifest says.
 */
export function incompleteness(folder) {
  if (!existsSync(join(folder, MANIFEST))) return `${folder} has no ${MANIFEST}: it is not the whole of a build`;
  const { contracts } = JSON.parse(readFileSync(join(folder, MANIFEST), "utf8"));
  const promised = Object.keys(JSON.parse(readFileSync(referenceFile, "utf8")));
  const names = new Set(contracts.map(({ name }) => name));
  const forgotten = promised.filter((name) => !names.has(name));
  if (forgotten.length > 0) return `${MANIFEST} does not name ${forgotten.join(", ")}`;
  const artifacts = new Map(artifactsIn(folder).map((artifact) => [artifact.name, artifact]));
  const stranger = [...artifacts.keys()].find((name) => !names.has(name));
  if (stranger !== undefined) return `${stranger} is not in ${MANIFEST}`;
  for (const contract of contracts) {
    const artifact = artifacts.get(contract.name);
    if (artifact === undefined) return `${contract.name} of ${MANIFEST} is missing`;
    const reason = oddity(artifact, contract);
    if (reason !== null) return `${contract.name}: ${reason}`;
  }
  return null;
}

/** What in an artifact does not follow from the code that was audited. */
function oddity(artifact, contract) {
  if (creationHash(artifact) !== contract.creationBytecodeHash) return `bytecode is not that of ${MANIFEST}`;
  if (hashOf(artifact, "deployedBytecode") !== contract.deployedBytecodeHash) return `deployedBytecode is not that of ${MANIFEST}`;
  const deployed = artifact.deployedBytecode.slice(2);
  if (!artifact.bytecode.includes(deployed)) return "deployedBytecode is not what the bytecode deploys";
  // Where immutables go, whoever compares deployed code looks away: it is 32 zeros behind an instruction that pushes them.
  const hole = PUSH32 + "00".repeat(WORD_BYTES);
  const isHole = ({ start, length }) => length === WORD_BYTES && deployed.slice(2 * start - 2, 2 * (start + length)) === hole;
  return artifact.immutables.every(isHole) ? null : "immutables lie where the code has none";
}

function unknownEnvironment(name) {
  return `no environment is called ${JSON.stringify(name)}: it is one of ${ENVIRONMENTS.join(", ")}`;
}

function check(environment, folder) {
  if (!ENVIRONMENTS.includes(environment)) fail(unknownEnvironment(environment), USAGE_STATUS);
  const reasons = function* () {
    yield incompleteness(folder);
    for (const artifact of artifactsIn(folder)) yield refusal(artifact, environment, auditsFolder, new Date());
  };
  for (const reason of reasons()) if (reason !== null) fail(`deployment refused: ${reason}`);
}

function selfReview(name, folder) {
  const reason = incompleteness(folder);
  if (reason !== null) fail(reason);
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
  const [command, argument, folder, more] = process.argv.slice(2);
  if (folder === undefined || more !== undefined || !["check", "self-review"].includes(command)) fail(USAGE, USAGE_STATUS);
  try {
    if (command === "check") check(argument, folder);
    else selfReview(argument, folder);
  } catch (problem) {
    fail(`deployment refused: ${problem.message}`);
  }
}
