import { resourcesOf, type Template } from "./template";

/** The runtime for new functions. */
const CURRENT = "nodejs24.x";

/**
 * Node.js runtimes that Lambda still updates, with the day on which it deprecates them
 * (https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html).
 */
const SUPPORTED: ReadonlyMap<unknown, string> = new Map([
  ["nodejs24.x", "2028-04-30"],
  ["nodejs22.x", "2027-04-30"],
]);

/** The day on which Lambda deprecates a runtime that `checkRuntimes` lets pass, and whether new functions should have another one. */
export function lifeOf(runtime: string): { readonly until: string | undefined; readonly successor?: string } {
  const until = SUPPORTED.get(runtime);
  return runtime === CURRENT ? { until } : { until, successor: CURRENT };
}

/** Faults of the functions' runtimes. */
export function checkRuntimes(template: Template): string[] {
  return resourcesOf(template, "AWS::Lambda::Function").flatMap(([id, { Properties = {} }]) => {
    const runtime = Properties.Runtime;
    if (SUPPORTED.has(runtime)) return [];
    const verdict =
      typeof runtime === "string" &&
      /^nodejs(\d+\.\w+)?$/.test(runtime) &&
      version(runtime) < version(CURRENT)
        ? "is deprecated by Lambda"
        : "is not a Node.js runtime that Ferry knows";
    return [
      `function ${id} has the runtime ${JSON.stringify(runtime) ?? "(none)"}, which ${verdict}; use ${CURRENT}`,
    ];
  });
}

function version(runtime: string): number {
  return Number(/^nodejs(\d+)/.exec(runtime)?.[1] ?? 0);
}
