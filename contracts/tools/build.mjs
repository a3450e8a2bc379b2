// Compiles src/*.sol and the packaged contracts that are deployed as they come, and writes one JSON artifact a contract
// into the folder named by the first argument. Nothing is compiled when sources, packages, settings and compiler are
// those of last time.
//
// An artifact: name, compiler, abi, bytecode, deployedBytecode, immutables (where the constructor writes into the
// deployed code: [{start, length}]), deployedBytecodeHash (Keccak-256 of the deployed code with zeros there), storage
// (the compiler's layout of plain variables, and each ERC-7201 namespace with its slot and members in order), operations
// (what changes state: signature, selector, role), metadata. Beside them: manifest.json, the same of all contracts without
// code, audits/, the records of audits of this code by its creation hash, and interfaces/, name and abi of contracts of others
// that are spoken with.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { creationHash, recordFile } from "./audit.mjs";
import { operations } from "./operations.mjs";
import { compilerSettings, fail, installPackages, requireFromProject, root, sha256 } from "./project.mjs";
import { basesOf, keccak, namespaces, slots, syntaxOf } from "./storage.mjs";

const packaged = {
  ERC1967Proxy: "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol",
};
const foreign = { ISafe: "src/ISafe.sol" };
const RUNTIME_BYTES_MAX = 24576;
const CONTRACT_OUTPUT = [
  "abi",
  "evm.bytecode.object",
  "evm.bytecode.linkReferences",
  "evm.deployedBytecode.object",
  "evm.deployedBytecode.linkReferences",
  "evm.methodIdentifiers",
  "evm.deployedBytecode.immutableReferences",
  "metadata",
  "storageLayout",
];

/**
 * The contracts, compiled or from the cache: {artifacts by name, interfaces: name and abi by name, buildInfo: what the compiler was
 * given and gave}.
 */
export function compiled() {
  installPackages();
  const sources = readdirSync(join(root, "src")).filter((name) => name.endsWith(".sol")).sort();
  const texts = Object.fromEntries(sources.map((name) => [`src/${name}`, readFileSync(join(root, "src", name), "utf8")]));
  // The compiler's version stands in the lock file; loading the compiler only to ask for it costs half a second.
  const key = sha256(
    readFileSync(join(root, "package-lock.json")),
    ...["build.mjs", "operations.mjs", "storage.mjs"].map((name) => readFileSync(join(root, "tools", name))),
    JSON.stringify(compilerSettings),
    JSON.stringify(texts),
  );
  const cached = join(root, "cache", `artifacts-${key}.json`);
  const info = join(root, "cache", `build-info-${key}.json`);
  if (!existsSync(cached) || !existsSync(info)) compile(texts, cached, info);
  return {
    ...JSON.parse(readFileSync(cached, "utf8")),
    get buildInfo() {
      return JSON.parse(readFileSync(info, "utf8"));
    },
  };
}

function build(target) {
  const { artifacts, interfaces } = compiled();
  mkdirSync(join(target, "audits"), { recursive: true });
  mkdirSync(join(target, "interfaces"), { recursive: true });
  for (const [name, described] of Object.entries(interfaces)) {
    writeIfChanged(join(target, "interfaces", `${name}.json`), JSON.stringify(described, null, 1) + "\n");
  }
  for (const [name, artifact] of Object.entries(artifacts)) {
    writeIfChanged(join(target, `${name}.json`), JSON.stringify(artifact, null, 1) + "\n");
    const record = recordFile(join(root, "audits"), creationHash(artifact));
    if (existsSync(record)) {
      writeIfChanged(recordFile(join(target, "audits"), creationHash(artifact)), readFileSync(record, "utf8"));
    }
  }
  writeIfChanged(join(target, "manifest.json"), JSON.stringify(manifest(artifacts), null, 1) + "\n");
}

/** What a release consists of, for people, auditors and the gateway. */
function manifest(artifacts) {
  const contracts = Object.values(artifacts).map((artifact) => ({
    name: artifact.name,
    compiler: artifact.compiler,
    creationBytecodeHash: creationHash(artifact),
    deployedBytecodeHash: artifact.deployedBytecodeHash,
    immutables: artifact.immutables,
    operations: artifact.operations,
    storage: artifact.storage,
    abi: artifact.abi,
  }));
  return { settings: compilerSettings, contracts };
}

function compile(texts, cached, info) {
  const solc = requireFromProject("solc");
  process.stdout.write(`contracts: compiling ${Object.keys(texts).length} files with solc ${solc.version()}\n`);
  const sources = [
    ...Object.entries(texts).map(([path, content]) => [path, { content }]),
    ...Object.values(packaged).map((path) => [path, { content: readPackage(path).contents }]),
  ];
  const { input, output } = ask(Object.fromEntries(sources), { "": ["ast"], "*": CONTRACT_OUTPUT }, readPackage);
  const syntax = syntaxOf({ input, output });
  const definitions = contractDefinitions(output.sources);
  const artifacts = {};
  for (const path of [...Object.keys(texts), ...Object.values(packaged)]) {
    for (const [name, contract] of Object.entries(output.contracts[path] ?? {})) {
      const definition = definitions.find((found) => found.path === path && found.node.name === name).node;
      if (definition.contractKind !== "contract" || definition.abstract) continue;
      const bases = basesOf(syntax, path, name);
      slots(syntax, bases); // what the artifact says of its storage must be what the code does
      artifacts[name] = {
        ...artifact(name, contract, solc.version(), namespaces(bases)),
        operations: operations(definitions, definition, contract.evm.methodIdentifiers),
      };
    }
  }
  const interfaces = Object.fromEntries(
    Object.entries(foreign).map(([name, path]) => [name, { name, abi: output.contracts[path][name].abi }]),
  );
  mkdirSync(join(root, "cache"), { recursive: true });
  for (const [file, content] of [[info, { input, output }], [cached, { artifacts, interfaces }]]) {
    writeFileSync(file + ".part", JSON.stringify(content));
    renameSync(file + ".part", file);
  }
}

/** The syntax trees of src/*.sol in a folder laid out as this one, without code: a second instead of eight. */
export function analysed(folder, names) {
  const read = (path) => (path.startsWith("@") ? readPackage(path) : readIn(folder, path));
  const sources = names.map((name) => [`src/${name}.sol`, { content: read(`src/${name}.sol`).contents }]);
  return ask(Object.fromEntries(sources), { "": ["ast"] }, read);
}

/** What the compiler answers, which must not complain. */
function ask(sources, selection, read) {
  const solc = requireFromProject("solc");
  const input = { language: "Solidity", sources, settings: { ...compilerSettings, outputSelection: { "*": selection } } };
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: read }));
  const complaints = output.errors ?? [];
  if (complaints.length > 0) fail("the compiler complains:\n" + complaints.map((e) => e.formattedMessage).join("\n"));
  // What was imported belongs to the input, for whoever reads it without our packages.
  for (const path of Object.keys(output.sources)) input.sources[path] ??= { content: read(path).contents };
  return { input, output };
}

function artifact(name, contract, compiler, namespaces) {
  const code = contract.evm.deployedBytecode;
  const immutables = Object.values(code.immutableReferences ?? {}).flat().sort((a, b) => a.start - b.start);
  if (code.object.length / 2 > RUNTIME_BYTES_MAX) {
    fail(`${name} has ${code.object.length / 2} bytes of code, chains take ${RUNTIME_BYTES_MAX} (EIP-170)`);
  }
  return {
    name,
    compiler,
    abi: contract.abi,
    bytecode: "0x" + contract.evm.bytecode.object,
    deployedBytecode: "0x" + code.object, // the compiler leaves zeros where immutables go
    immutables,
    deployedBytecodeHash: "0x" + keccak(Buffer.from(code.object, "hex")),
    storage: { variables: contract.storageLayout.storage, types: contract.storageLayout.types, namespaces },
    metadata: JSON.parse(contract.metadata),
  };
}

function contractDefinitions(sources) {
  return Object.entries(sources).flatMap(([path, { ast }]) =>
    ast.nodes.filter((node) => node.nodeType === "ContractDefinition").map((node) => ({ path, node })),
  );
}

function readPackage(path) {
  return readIn(root, path.startsWith("@") ? join("node_modules", path) : path);
}

function readIn(folder, path) {
  const file = join(folder, path);
  return existsSync(file) ? { contents: readFileSync(file, "utf8") } : { error: `${file} is missing` };
}

function writeIfChanged(file, text) {
  if (!existsSync(file) || readFileSync(file, "utf8") !== text) writeFileSync(file, text);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  build(process.argv[2] ?? fail("usage: node tools/build.mjs FOLDER"));
}
