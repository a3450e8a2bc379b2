// What can be done to a contract, and who may: read from the syntax tree, so that the list cannot forget a function.

/**
 * The functions of a contract that change state: [{signature, selector, role}], sorted. The role is that of the modifier
 * onlyRole, else the tag @custom:role where the check is inside, else "anyone": holders, parties and passers-by.
 */
export function operations(definitions, contract, methodIdentifiers) {
  const functions = contract.linearizedBaseContracts.flatMap((id) =>
    definitions.find(({ node }) => node.id === id).node.nodes.filter(({ nodeType }) => nodeType === "FunctionDefinition"),
  );
  const signatures = Object.fromEntries(Object.entries(methodIdentifiers).map(([text, selector]) => [selector, text]));
  const found = new Map();
  for (const node of functions) {
    const selector = node.functionSelector;
    if (selector === undefined || found.has(selector) || !node.implemented) continue;
    if (!["nonpayable", "payable"].includes(node.stateMutability)) continue;
    found.set(selector, { signature: signatures[selector], selector: "0x" + selector, role: role(node, functions) });
  }
  return [...found.values()].sort((a, b) => (a.signature < b.signature ? -1 : 1));
}

function role(node, functions) {
  // The upgrade asks its contract, in a function of its own.
  const asked = node.name === "upgradeToAndCall" ? functions.find((f) => f.name === "_authorizeUpgrade") : node;
  const modifier = asked.modifiers.find(({ modifierName }) => modifierName.name === "onlyRole");
  if (modifier !== undefined) return modifier.arguments[0].name;
  return /@custom:role (\w+)/.exec(asked.documentation?.text ?? "")?.[1] ?? "anyone";
}
