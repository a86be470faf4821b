import type { Template } from "../template/template";

/** Faults of what the deployer has to give: the parameter `Environment`, and nothing that only the CDK's own tools provide. */
export function checkParameters(template: Template): string[] {
  const faults: string[] = [];
  if (template.Parameters?.Environment?.Type !== "String") {
    faults.push("it has no String parameter Environment; build it on ServiceStack of platform/constructs");
  }
  for (const name of Object.keys(template.Parameters ?? {})) {
    if (name === "BootstrapVersion" || name.startsWith("AssetParameters")) {
      faults.push(
        `its parameter ${name} belongs to the CDK's bootstrap stack, which is not used; drop the synthesizer or asset`,
      );
    }
  }
  for (const name of Object.keys(template.Rules ?? {})) {
    faults.push(`it has the rule ${name}; rules are not supported, drop it`);
  }
  return faults;
}
