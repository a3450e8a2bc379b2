// Runs the Solidity tests. The seed of the fuzzing is new each time and printed; FAIRWAY_FORGE_SEED replays one.
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { foundryBinary, installPackages, root } from "./project.mjs";

installPackages();
const seed = process.env.FAIRWAY_FORGE_SEED ?? "0x" + randomBytes(8).toString("hex");
process.stdout.write(`contracts: forge test, FAIRWAY_FORGE_SEED=${seed}\n`);
const run = spawnSync(foundryBinary("forge"), ["test", "--fuzz-seed", seed, ...process.argv.slice(2)], {
  cwd: root,
  stdio: ["ignore", "inherit", "inherit"],
  env: { ...process.env, FOUNDRY_SOLC: join(root, "tools", "solc.mjs"), FOUNDRY_DISABLE_NIGHTLY_WARNING: "1" },
});
if (run.error) process.stderr.write(`contracts: forge did not start: ${run.error.message}\n`);
process.exit(run.status ?? 1);
