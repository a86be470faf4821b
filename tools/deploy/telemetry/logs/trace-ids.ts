import type { LogEvent } from "../../aws/logs/logs";
import { logLine } from "./line";

/**
 * The traces of a request (`1-5759e988-bd862e3fe1be46a994272793`), found in the lines that its services logged under its correlation id, each
 * once.
 */
export function traceIds(events: readonly LogEvent[], correlationId: string): string[] {
  const ids = events.flatMap((event) => {
    const { correlation_id, xray_trace_id } = logLine(event).fields;
    // The filter found the id anywhere in the line, perhaps as a part of another one.
    if (correlation_id !== correlationId || typeof xray_trace_id !== "string") return [];
    // Some loggers write the whole header.
    return /1-[0-9a-f]{8}-[0-9a-f]{24}/.exec(xray_trace_id)?.[0] ?? [];
  });
  return [...new Set(ids)];
}
