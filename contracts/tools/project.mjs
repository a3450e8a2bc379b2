// What every tool here needs to know of the project: where it is, whether its packages are installed, where the
// platform's own binary of a Foundry tool lies.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const NODE_MAJOR_MIN = 20;

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Of the contracts that are shipped and of the tests alike; foundry.toml names none of these. */
export const compilerSettings = {
  evmVersion: "cancun",
  viaIR: false,
  optimizer: { enabled: true, runs: 20000 },
  // Without the sources' hash in the code, an audit is of the code: a comment does not void it.
  metadata: { bytecodeHash: "none" },
};

export function sha256(...parts) {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part).update("\0");
  return hash.digest("hex");
}

export function fail(message, status = 1) {
  process.stderr.write(`contracts: ${message}\n`);
  process.exit(status);
}

/** Installs the locked packages unless exactly these are installed; the mark is written last. */
export function installPackages() {
  if (Number(process.versions.node.split(".")[0]) < NODE_MAJOR_MIN) {
    fail(`Node.js ${NODE_MAJOR_MIN} or later is needed, this is ${process.versions.node}`);
  }
  const lock = sha256(readFileSync(join(root, "package-lock.json")));
  const mark = join(root, "node_modules", ".fairway-lock");
  if (existsSync(mark) && readFileSync(mark, "utf8") === lock) return;
  process.stdout.write("contracts: npm ci\n");
  try {
    execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: root, stdio: "inherit" });
  } catch (problem) {
    fail(`npm ci failed (${problem.message}); it needs npm and network access to the npm registry`);
  }
  writeFileSync(mark, lock);
}

/** The path of a Foundry tool's binary for this platform: the real process, not the script around it. */
export function foundryBinary(tool) {
  const arch = { x64: "amd64", arm64: "arm64" }[process.arch] ?? process.arch;
  const name = process.platform === "win32" ? `${tool}.exe` : tool;
  const path = join(root, "node_modules", "@foundry-rs", `${tool}-${process.platform}-${arch}`, "bin", name);
  return existsSync(path) ? path : fail(`no ${tool} for ${process.platform} ${process.arch}: ${path} is missing`);
}

/** What forge runs with. What is tested is compiled as what is shipped: the settings have one source. */
export function forgeEnvironment(settings = compilerSettings) {
  return {
    ...process.env,
    FOUNDRY_SOLC: join(root, "tools", "solc.mjs"),
    FOUNDRY_EVM_VERSION: settings.evmVersion,
    FOUNDRY_OPTIMIZER: String(settings.optimizer.enabled),
    FOUNDRY_OPTIMIZER_RUNS: String(settings.optimizer.runs),
    FOUNDRY_VIA_IR: String(settings.viaIR),
    FOUNDRY_BYTECODE_HASH: settings.metadata.bytecodeHash,
    FOUNDRY_DISABLE_NIGHTLY_WARNING: "1",
  };
}

export const requireFromProject = createRequire(join(root, "package.json"));
