type Step = string | number;

/** Reads what of JSONPath a target's input is usually chosen by: `$`, `$.detail.items[0]`, `$['detail-type']`; `undefined` for any other. */
export function readInputPath(path: string): ((event: unknown) => unknown) | undefined {
  if (!path.startsWith("$")) return undefined;
  const steps: Step[] = [];
  const step = /\.([A-Za-z_][\w-]*)|\['([^']+)'\]|\[(\d+)\]/y;
  step.lastIndex = 1;
  while (step.lastIndex < path.length) {
    const found = step.exec(path);
    if (found === null) return undefined;
    const [, member, quoted, index] = found;
    steps.push(index === undefined ? (member ?? quoted ?? "") : Number(index));
  }
  return (event) => steps.reduce<unknown>(take, event);
}

function take(value: unknown, step: Step): unknown {
  if (value === null || typeof value !== "object" || !Object.hasOwn(value, step)) return undefined;
  return (value as Readonly<Record<Step, unknown>>)[step];
}
