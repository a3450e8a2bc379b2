// Removes every guard of the contracts in turn and runs the tests: each removal must make one fail.
//
//   node tools/mutate.mjs --all              every guard
//   node tools/mutate.mjs --sample N         N guards, drawn anew each time; FAIRWAY_FORGE_SEED replays a draw
//   node tools/mutate.mjs --file src/X.sol   those of one file
//   node tools/mutate.mjs --guards 10-20     those with these numbers
//   node tools/mutate.mjs --list             shows them all
//
// tools/guards.mjs says what a guard is. All are compiled once, each with a switch, without the optimizer, in a copy of the project
// that is kept; so a removal costs a run of the tests and no compilation. Tests of gas are left out: they fail of the switches.
//
// A guard whose removal nobody can see is listed in test/equivalents.json with the reason. An entry that is of no guard, or of
// one whose removal a test does notice, is an error.
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compiled } from "./build.mjs";
import { SWITCH, switchGuards } from "./guards.mjs";
import { compilerSettings, fail, forgeEnvironment, foundryBinary, root, sha256 } from "./project.mjs";

const place = join(root, "cache", "mutants");
const equivalentsFile = join(root, "test", "equivalents.json");
/** Also of the fuzzing in `--all`, so that its figures can be had again. */
const SEED = "0x5eed";
const FUZZ_RUNS = 8;
const INVARIANT_RUNS = 4;
const INVARIANT_DEPTH = 40;
const TEST_SECONDS_MAX = 300;
const GAS_TEST = /Gas\.t\.sol$/;
/** The tests of a stage run only against what those before let live; all others are the first stage. */
const LATER_STAGES = [/Governance\.t\.sol$/, /Invariants\.t\.sol$/, /(Rights|Differential)\.t\.sol$/];
const DIFFERENTIAL_STEPS = 20;
const KEYS = ["file", "in", "kind", "text", "occurrence"];

/** Writes the copy and compiles it. Returns the guards, the tests in stages of which each sees its source, and all of them. */
function prepare() {
  const info = compiled().buildInfo;
  const own = Object.keys(info.input.sources).filter((path) => path.startsWith("src/"));
  const texts = Object.fromEntries(own.map((path) => [path, info.input.sources[path].content]));
  const { guards, switched } = switchGuards(info.output.sources, texts);
  mkdirSync(place, { recursive: true });
  for (const folder of ["src", "test", "answers"]) rmSync(join(place, folder), { recursive: true, force: true });
  mkdirSync(join(place, "src"));
  cpSync(join(root, "test"), join(place, "test"), { recursive: true });
  for (const [path, text] of Object.entries({ ...switched, "src/Switch.sol": SWITCH })) writeFileSync(join(place, path), text);
  const settings = readFileSync(join(root, "foundry.toml"), "utf8")
    .replace(/^deny = .*\n/m, "")
    .replace('path = "./"', `path = ${JSON.stringify(root)}`);
  writeFileSync(join(place, "foundry.toml"), settings);
  if (!existsSync(join(place, "node_modules"))) symlinkSync(join("..", "..", "node_modules"), join(place, "node_modules"));

  const built = forge(0, ["--list"]);
  if (built.status !== 0) fail(`the copy does not compile:\n${built.output}`);
  const { files } = JSON.parse(readFileSync(join(place, "cache", "solidity-files-cache.json"), "utf8"));
  const tests = Object.keys(files).filter((path) => path.endsWith(".t.sol") && !GAS_TEST.test(path));
  const seenBy = (path) => tests.filter((test) => files[test].imports.includes(path));
  return { guards, stagesOf: (guard) => stages(seenBy(guard.file)), whole: stages(tests) };
}

/** The tests with one guard removed; 0 removes none. */
function forge(guard, which) {
  const coinbase = "0x" + guard.toString(16).padStart(40, "0");
  // What a removal broke must not be tried first against the next.
  for (const kept of ["fuzz", "invariant", "test-failures"]) rmSync(join(place, "cache", kept), { recursive: true, force: true });
  const options = ["--fail-fast", "--fuzz-seed", SEED, "--fuzz-runs", String(FUZZ_RUNS), "--code-size-limit", "1000000"];
  const run = spawnSync(foundryBinary("forge"), ["test", ...options, "--block-coinbase", coinbase, ...which], {
    cwd: place,
    encoding: "utf8",
    maxBuffer: 1 << 26,
    timeout: TEST_SECONDS_MAX * 1000,
    env: {
      ...forgeEnvironment({ ...compilerSettings, optimizer: { enabled: false, runs: 200 } }),
      FAIRWAY_SOLC_ANSWERS: join(place, "answers"),
      FAIRWAY_DIFFERENTIAL_STEPS: String(DIFFERENTIAL_STEPS),
      FOUNDRY_INVARIANT_RUNS: String(INVARIANT_RUNS),
      FOUNDRY_INVARIANT_DEPTH: String(INVARIANT_DEPTH),
    },
  });
  if (run.error) fail(`forge did not end: ${run.error.message}`);
  return { status: run.status, output: run.stdout + run.stderr };
}

function stages(tests) {
  const stageOf = (path) => 1 + LATER_STAGES.findIndex((stage) => stage.test(path));
  return [...LATER_STAGES, null].map((_, stage) => tests.filter((path) => stageOf(path) === stage));
}

/** The test that fails without the guard, or null. With every guard in place all tests of a stage pass, else nothing is shown. */
function killer(guard, { stagesOf, whole, sound }) {
  for (const [stage, tests] of stagesOf(guard).entries()) {
    if (tests.length === 0) continue;
    if (!sound.has(stage)) {
      const { status, output } = forge(0, ["--match-path", `{${whole[stage].join(",")}}`]);
      if (status !== 0) fail(`with every guard in place the tests of the copy fail:\n${output}`);
      sound.add(stage);
    }
    const { status, output } = forge(guard.id, ["--match-path", `{${tests.join(",")}}`]);
    if (status === 0) continue;
    const found = /Ran \d+ tests? for (\S+):\S+\n(?:\[(?:PASS|SKIP).*\n)*\[FAIL[^\n]*\] (\w+)\(/.exec(output);
    const failed = found ?? /\[FAIL[\s\S]*?\] (\w+)\(/.exec(output);
    if (failed === null) fail(`without guard ${guard.id} forge ended with ${status} and no failed test:\n${output}`);
    return failed.slice(1).join(" ");
  }
  return null;
}

function equivalents(guards) {
  return JSON.parse(readFileSync(equivalentsFile, "utf8")).map((entry) => {
    const found = guards.find((guard) => KEYS.every((key) => guard[key] === (entry[key] ?? 1)));
    if (found === undefined) fail(`${equivalentsFile}: no guard is like ${JSON.stringify(entry)}`);
    if (!entry.reason) fail(`${equivalentsFile}: no reason for ${JSON.stringify(entry)}`);
    return found.id;
  });
}

function chosen(guards, [option, value]) {
  if (option === "--all") return guards;
  if (option === "--file") return guards.filter(({ file }) => file === value);
  if (option === "--guards") {
    const [from, to] = value.split("-").map(Number);
    return guards.filter(({ id }) => id >= from && id <= (to ?? from));
  }
  const seed = process.env.FAIRWAY_FORGE_SEED ?? "0x" + randomBytes(8).toString("hex");
  process.stdout.write(`contracts: ${value} of ${guards.length} guards removed, FAIRWAY_FORGE_SEED=${seed}\n`);
  const drawn = (guard) => sha256(seed, String(guard.id));
  return [...guards].sort((a, b) => (drawn(a) < drawn(b) ? -1 : 1)).slice(0, Number(value));
}

function describe({ id, file, line, kind, in: where, text }) {
  return `${id} ${file}:${line} ${where} ${kind}: ${text}`;
}

function main() {
  const args = process.argv.slice(2);
  if (!["--all", "--sample", "--file", "--guards", "--list"].includes(args[0]) || (args[1] === undefined) !== ["--all", "--list"].includes(args[0])) {
    fail("usage: node tools/mutate.mjs --all | --sample N | --file src/X.sol | --guards A-B | --list");
  }
  const began = Date.now();
  const project = { ...prepare(), sound: new Set() };
  const { guards } = project;
  if (args[0] === "--list") return process.stdout.write(guards.map(describe).join("\n") + "\n");
  const unseen = equivalents(guards);
  const counts = { killed: 0, equivalent: 0, survived: 0 };
  const wrong = [];
  for (const guard of chosen(guards, args)) {
    const test = killer(guard, project);
    const listed = unseen.includes(guard.id);
    const fate = test !== null ? "killed" : listed ? "equivalent" : "survived";
    counts[fate]++;
    if (fate === "survived" || (fate === "killed" && listed)) wrong.push(`${fate} ${describe(guard)}`);
    process.stdout.write(`${fate} ${describe(guard)}${test === null ? "" : ` (${test})`}\n`);
  }
  const seconds = Math.round((Date.now() - began) / 1000);
  const total = counts.killed + counts.equivalent + counts.survived;
  process.stdout.write(
    `contracts: ${total} guards removed: ${counts.killed} killed, ${counts.equivalent} equivalent, ${counts.survived} survived, ${seconds} s\n`,
  );
  if (wrong.length > 0) fail(`guards that no test misses, or equivalents that a test does:\n${wrong.join("\n")}`);
}

main();
