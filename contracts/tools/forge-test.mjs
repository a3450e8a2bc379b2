// Runs the Solidity tests and, after them, those of the tools. The seed of the fuzzing is new each time and printed;
// FAIRWAY_FORGE_SEED replays one.
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { forgeEnvironment, foundryBinary, installPackages, root } from "./project.mjs";

installPackages();
const seed = process.env.FAIRWAY_FORGE_SEED ?? "0x" + randomBytes(8).toString("hex");
process.stdout.write(`contracts: forge test, FAIRWAY_FORGE_SEED=${seed}\n`);
const run = spawnSync(foundryBinary("forge"), ["test", "--fuzz-seed", seed, ...process.argv.slice(2)], {
  cwd: root,
  stdio: ["ignore", "inherit", "inherit"],
  env: forgeEnvironment(),
});
if (run.error) process.stderr.write(`contracts: forge did not start: ${run.error.message}\n`);
if (run.status !== 0) process.exit(run.status ?? 1);

// A run of chosen tests is a run of these only.
if (process.argv.length === 2) {
  const files = ["audit", "golden", "guards", "release", "storage"].map((name) => join(root, "tools", `${name}.test.mjs`));
  const tools = spawnSync(process.execPath, ["--test", ...files], { cwd: root, stdio: "inherit" });
  process.exit(tools.status ?? 1);
}
