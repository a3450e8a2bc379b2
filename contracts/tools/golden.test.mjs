// The golden deployments: filled by a release, kept, and asked everything that can be asked.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { compiled } from "./build.mjs";
import { root } from "./project.mjs";
import { reference, upgradeable } from "./release.mjs";
import { keccak } from "./storage.mjs";

const folder = join(root, "test", "golden");
const deployments = readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")));
// Asked of the code itself, a proxy refuses to say it.
const OF_CODE_ONLY = "proxiableUUID()";

test("no question is forgotten: a new one needs a new golden deployment", () => {
  const { artifacts } = compiled();
  for (const name of upgradeable) {
    const asked = new Set(deployments.flatMap((one) => one[name].calls.map((call) => call.slice(0, "0x12345678".length))));
    // Public constants are no storage; the reference holds them.
    const constants = new Set(Object.keys(reference()[name].constants).map((constant) => constant.split(".").at(-1)));
    const open = questions(artifacts[name]).filter(
      ({ signature, selector }) => !asked.has(selector) && !constants.has(signature.split("(")[0]) && signature !== OF_CODE_ONLY,
    );
    assert.deepEqual(open, [], name);
  }
});

test("what is kept holds every namespace of the release", () => {
  for (const name of upgradeable) {
    const [first] = deployments;
    const inRange = (slot) => first[name].slots.some((used) => BigInt(used) - BigInt(slot) >= 0n && BigInt(used) - BigInt(slot) < 256n);
    for (const [namespace, slot] of Object.entries(reference()[name].slots)) assert.ok(inRange(slot), `${name}: ${namespace}`);
  }
});

/** The functions that change nothing: [{signature, selector}]. */
function questions({ abi }) {
  return abi
    .filter(({ type, stateMutability }) => type === "function" && ["view", "pure"].includes(stateMutability))
    .map(({ name, inputs }) => `${name}(${inputs.map(typeOf).join(",")})`)
    .map((signature) => ({ signature, selector: "0x" + keccak(signature).slice(0, 8) }));
}

function typeOf({ type, components }) {
  return components === undefined ? type : type.replace("tuple", `(${components.map(typeOf).join(",")})`);
}
