// What can be done to a contract, and who may: read from the syntax tree, so that the list cannot forget a function.

const ASKS_ROLE = ["onlyRole", "onlyRoleOrOpenRole"];

/**
 * The functions of a contract that change state: [{signature, selector, role}], sorted. The role is that of the modifier
 * onlyRole, else the tag @custom:role where the check is inside, else "anyone": holders, parties and passers-by. Of
 * OpenZeppelin's contracts: a role that may be open is named, and who administers a role is DEFAULT_ADMIN_ROLE.
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

function named(role, where) {
  if (role.nodeType === "Identifier") return role.name;
  if (role.expression?.name === "getRoleAdmin") return "DEFAULT_ADMIN_ROLE";
  throw new Error(`the role that ${where} asks for is none that has a name`);
}

function role(node, functions) {
  // The upgrade asks its contract, in a function of its own.
  const asked = node.name === "upgradeToAndCall" ? functions.find((f) => f.name === "_authorizeUpgrade") : node;
  const modifier = asked.modifiers.find(({ modifierName }) => ASKS_ROLE.includes(modifierName.name));
  if (modifier !== undefined) return named(modifier.arguments[0], node.name);
  return /@custom:role (\w+)/.exec(asked.documentation?.text ?? "")?.[1] ?? "anyone";
}
