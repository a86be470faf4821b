/**
 * Writes `platform/environments.json` of a checkout whose environments are all in the local account: `dev-*`, and `pr-*`.
 * @param {string} [base] the environment over which `pr-*` are overlays; by default they are none
 */
export function localEnvironments(checkout, base) {
  const local = {
    account: "000000000000",
    region: "us-east-1",
    endpoint: "local",
    ephemeral: true,
    parameters: { Monitoring: "false" },
  };
  const environments = {
    "dev-*": { ...local, ttl: "7d" },
    "pr-*": { ...local, ttl: "2d", ...(base && { base }) },
  };
  checkout.write("platform/environments.json", JSON.stringify({ version: 1, environments }));
}
