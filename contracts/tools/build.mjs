// Compiles src/*.sol and writes one JSON artifact a contract (name, compiler, abi, bytecode, metadata) into the folder
// named by the first argument. Nothing is compiled when sources, packages, settings and compiler are those of last time.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compilerSettings, fail, installPackages, requireFromProject, root, sha256 } from "./project.mjs";

const target = process.argv[2] ?? fail("usage: node tools/build.mjs FOLDER");

installPackages();

const sources = readdirSync(join(root, "src")).filter((name) => name.endsWith(".sol")).sort();
const texts = Object.fromEntries(sources.map((name) => [`src/${name}`, readFileSync(join(root, "src", name), "utf8")]));
// The compiler's version stands in the lock file; loading the compiler only to ask for it costs half a second.
const key = sha256(
  readFileSync(join(root, "package-lock.json")),
  readFileSync(join(root, "tools", "build.mjs")),
  JSON.stringify(compilerSettings),
  JSON.stringify(texts),
);
const cached = join(root, "cache", `artifacts-${key}.json`);
const artifacts = existsSync(cached) ? JSON.parse(readFileSync(cached, "utf8")) : compile();

mkdirSync(target, { recursive: true });
for (const [name, artifact] of Object.entries(artifacts)) {
  writeIfChanged(join(target, `${name}.json`), JSON.stringify(artifact, null, 1) + "\n");
}

function compile() {
  const solc = requireFromProject("solc");
  process.stdout.write(`contracts: compiling ${sources.length} files with solc ${solc.version()}\n`);
  const input = {
    language: "Solidity",
    sources: Object.fromEntries(Object.entries(texts).map(([path, content]) => [path, { content }])),
    settings: {
      ...compilerSettings,
      outputSelection: { "*": { "*": ["abi", "evm.bytecode.object", "evm.deployedBytecode.object", "metadata"] } },
    },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: readPackage }));
  const complaints = output.errors ?? [];
  if (complaints.length > 0) fail("the compiler complains:\n" + complaints.map((e) => e.formattedMessage).join("\n"));
  const compiled = {};
  for (const path of Object.keys(texts)) {
    for (const [name, contract] of Object.entries(output.contracts[path] ?? {})) {
      if (contract.evm.bytecode.object === "") continue; // abstract
      compiled[name] = {
        name,
        compiler: solc.version(),
        abi: contract.abi,
        bytecode: "0x" + contract.evm.bytecode.object,
        deployedBytecode: "0x" + contract.evm.deployedBytecode.object,
        metadata: JSON.parse(contract.metadata),
      };
    }
  }
  mkdirSync(join(root, "cache"), { recursive: true });
  writeFileSync(cached + ".part", JSON.stringify(compiled));
  renameSync(cached + ".part", cached);
  return compiled;
}

function readPackage(path) {
  const file = join(root, path.startsWith("@") ? join("node_modules", path) : path);
  return existsSync(file) ? { contents: readFileSync(file, "utf8") } : { error: `${file} is missing` };
}

function writeIfChanged(file, text) {
  if (!existsSync(file) || readFileSync(file, "utf8") !== text) writeFileSync(file, text);
}
