// Compiles src/*.sol and the packaged contracts that are deployed as they come, and writes one JSON artifact a contract
// into the folder named by the first argument. Nothing is compiled when sources, packages, settings and compiler are
// those of last time.
//
// An artifact: name, compiler, abi, bytecode, deployedBytecode, immutables (where the constructor writes into the
// deployed code: [{start, length}]), deployedBytecodeHash (Keccak-256 of the deployed code with zeros there), storage
// (the compiler's layout of plain variables, and each ERC-7201 namespace with its slot and members in order), metadata.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compilerSettings, fail, installPackages, requireFromProject, root, sha256 } from "./project.mjs";

const target = process.argv[2] ?? fail("usage: node tools/build.mjs FOLDER");

installPackages();

const packaged = {
  ERC1967Proxy: "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol",
  TimelockController: "@openzeppelin/contracts/governance/TimelockController.sol",
};
const RUNTIME_BYTES_MAX = 24576;
const { keccak256 } = requireFromProject("js-sha3");
const ERC7201 = /@custom:storage-location erc7201:(\S+)/;

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
    sources: Object.fromEntries([
      ...Object.entries(texts).map(([path, content]) => [path, { content }]),
      ...Object.values(packaged).map((path) => [path, { content: readPackage(path).contents }]),
    ]),
    settings: {
      ...compilerSettings,
      outputSelection: {
        "*": {
          "": ["ast"],
          "*": [
            "abi",
            "evm.bytecode.object",
            "evm.deployedBytecode.object",
            "evm.deployedBytecode.immutableReferences",
            "metadata",
            "storageLayout",
          ],
        },
      },
    },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: readPackage }));
  const complaints = output.errors ?? [];
  if (complaints.length > 0) fail("the compiler complains:\n" + complaints.map((e) => e.formattedMessage).join("\n"));
  const definitions = contractDefinitions(output.sources);
  const compiled = {};
  for (const path of [...Object.keys(texts), ...Object.values(packaged)]) {
    for (const [name, contract] of Object.entries(output.contracts[path] ?? {})) {
      const definition = definitions.find((found) => found.path === path && found.node.name === name).node;
      if (definition.contractKind !== "contract" || definition.abstract) continue;
      compiled[name] = artifact(name, contract, solc.version(), namespaces(definitions, definition));
    }
  }
  mkdirSync(join(root, "cache"), { recursive: true });
  writeFileSync(cached + ".part", JSON.stringify(compiled));
  renameSync(cached + ".part", cached);
  return compiled;
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
    deployedBytecodeHash: "0x" + keccak256(Buffer.from(code.object, "hex")),
    storage: { variables: contract.storageLayout.storage, types: contract.storageLayout.types, namespaces },
    metadata: JSON.parse(contract.metadata),
  };
}

function contractDefinitions(sources) {
  return Object.entries(sources).flatMap(([path, { ast }]) =>
    ast.nodes.filter((node) => node.nodeType === "ContractDefinition").map((node) => ({ path, node })),
  );
}

/** The ERC-7201 namespaces of a contract and its bases; the compiler's own layout does not show them. */
function namespaces(definitions, contract) {
  const structs = contract.linearizedBaseContracts
    .flatMap((id) => definitions.find(({ node }) => node.id === id).node.nodes)
    .filter((node) => node.nodeType === "StructDefinition" && ERC7201.test(node.documentation?.text ?? ""));
  return structs
    .map((struct) => {
      const namespace = ERC7201.exec(struct.documentation.text)[1];
      const members = struct.members.map((member) => ({ name: member.name, type: member.typeDescriptions.typeString }));
      return { namespace, slot: erc7201Slot(namespace), members };
    })
    .sort((a, b) => (a.namespace < b.namespace ? -1 : 1));
}

function erc7201Slot(namespace) {
  const word = (BigInt("0x" + keccak256(namespace)) - 1n).toString(16).padStart(64, "0");
  return "0x" + keccak256(Buffer.from(word, "hex")).slice(0, 62) + "00";
}

function readPackage(path) {
  const file = join(root, path.startsWith("@") ? join("node_modules", path) : path);
  return existsSync(file) ? { contents: readFileSync(file, "utf8") } : { error: `${file} is missing` };
}

function writeIfChanged(file, text) {
  if (!existsSync(file) || readFileSync(file, "utf8") !== text) writeFileSync(file, text);
}
