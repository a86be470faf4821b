/**
 * The names by which a stack refers to other services of its environment. `platform/constructs` gives them, and imports nothing of
 * here; that both agree, the synthesizer checks in each template.
 */

/** Parameter that says in which environment a service is: `OrdersEnvironment`; empty for the stack's own. */
export function environmentParameter(service: string): string {
  return `${pascalCase(service)}Environment`;
}

/** Parameter that has the value of another service's export: `ImportOrdersUrl`. */
export function importParameter(service: string, name: string): string {
  return `Import${pascalCase(service)}${pascalCase(name)}`;
}

/** Output of the exporting stack that has the value: `ExportUrl`. */
export function exportOutput(name: string): string {
  return `Export${pascalCase(name)}`;
}

/** `due-orders` as a part of logical ids: `DueOrders`. */
export function pascalCase(name: string): string {
  return name.replaceAll(/(?:^|-)([a-z0-9])/g, (_, first: string) => first.toUpperCase());
}
