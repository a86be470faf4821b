import { oneLine } from "../../../../terminal/harmless";
import { shortHex } from "../../../../terminal/short-hex";
import type { Colors } from "../../../../terminal/style";
import type { ServiceOutcome } from "../../../context/outcome";
import type { Cause, Explanation } from "../../../why/explain";
import { count } from "../units";

/** Causes that are shown to people; `--json` has all. */
const SHOWN = 10;

/** Why the digests of a service differ from what is deployed, for people: a short list for each. */
export function whyLines({ stack, functions, desired }: ServiceOutcome, colors: Colors): string[] {
  const named: (readonly [string, Explanation | undefined])[] = [
    [`stack ${desired.stack.name}`, stack.why],
    ...functions.map((entry) => [`function ${entry.desired.name}`, entry.why] as const),
  ];
  return named.flatMap(([name, why]) => (why ? lines(name, why, colors).map(oneLine) : []));
}

function lines(name: string, { since, causes, notes }: Explanation, colors: Colors): string[] {
  const commit = since === null ? "what is deployed" : `commit ${shortHex(since)}`;
  const more = causes.length - SHOWN;
  return [
    `  why ${name} differs from ${commit}:`,
    ...causes.slice(0, SHOWN).map((cause) => `    ${describe(cause)}`),
    ...(more > 0 ? [colors.dim(`    and ${count(more, "more cause")} (--json has all)`)] : []),
    ...notes.map((note) => colors.dim(`    ${note}`)),
  ];
}

function describe(cause: Cause): string {
  const part = cause.part === "build" ? " (takes part in the build)" : "";
  if (cause.kind === "file") {
    const from = cause.from === undefined ? "" : ` from ${cause.from}`;
    return `${cause.path} ${cause.change}${from}${part}`;
  }
  const { name, from, to } = cause;
  if (from.length === 0) return `package ${name} ${to.join(", ")} added${part}`;
  const same = from.join() === to.join();
  return `package ${name} ${same ? `${to.join(", ")} has other contents` : `${from.join(", ")} → ${to.join(", ")}`}${part}`;
}
