import { resourcesOf, type Template } from "./template";

/** The runtime for new functions. */
const CURRENT = "nodejs24.x";

/**
 * Node.js runtimes that Lambda still updates
 * (https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html).
 */
const SUPPORTED: ReadonlySet<unknown> = new Set(["nodejs24.x", "nodejs22.x"]);

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
