#!/usr/bin/env node
// npm's solc behind the command line that forge speaks. forge asks for `--version` first, then calls with
// `--standard-json` and the whole input, sources included, on standard input. It asks also when nothing has changed: with
// FAIRWAY_SOLC_ANSWERS, a folder, the same question is answered again without loading the compiler.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const load = createRequire(import.meta.url);
const answers = process.env.FAIRWAY_SOLC_ANSWERS;

if (process.argv.includes("--version")) {
  const version = answer("version of " + load("solc/package.json").version, () => load("solc").version());
  process.stdout.write(`solc, the solidity compiler commandline interface\nVersion: ${version}\n`);
} else {
  const input = readFileSync(0, "utf8");
  process.stdout.write(answer(input, () => load("solc").compile(input)));
}

function answer(question, ask) {
  if (answers === undefined) return ask();
  const file = join(answers, createHash("sha256").update(question).digest("hex"));
  if (existsSync(file)) return readFileSync(file, "utf8");
  const answer = ask();
  mkdirSync(answers, { recursive: true });
  writeFileSync(file, answer);
  return answer;
}
