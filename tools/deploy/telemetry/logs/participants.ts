import type { LogEvent } from "../../aws/logs/logs";
import { logLine } from "./line";

/** A version of a function that took part in something. */
export interface Participant {
  readonly function: string;
  readonly version: string;
  /** SHA-256 of its bundled JavaScript; absent where its lines do not say it. */
  readonly buildId: string | undefined;
}

/** The lines in which one of the traces occurs: those of the service's logger and Lambda's own report have its id. */
export function tracePattern(ids: readonly string[]): string {
  return ids.map((id) => `?"${id}"`).join(" ");
}

/** Which versions of functions logged these lines, each once, in the order of the lines. */
export function participants(events: readonly LogEvent[]): Participant[] {
  const found = new Map<string, Participant>();
  for (const event of events) {
    const { function: name, version, fields } = logLine(event);
    if (version === undefined) continue;
    const key = `${name}:${version}`;
    const buildId = typeof fields.build_id === "string" ? fields.build_id : undefined;
    found.set(key, { function: name, version, buildId: found.get(key)?.buildId ?? buildId });
  }
  return [...found.values()];
}
