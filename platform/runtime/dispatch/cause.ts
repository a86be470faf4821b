import { CORRELATION_ID } from "../../events/envelope";
import type { Members } from "./shape";

/** The correlation id and trace that a record carries on from its cause, as far as it has them. */
export function causeOf(
  envelope: unknown,
  otherwise: string,
): { readonly correlationId: string; readonly traceparent?: string | undefined } {
  const members = (typeof envelope === "object" && envelope !== null ? envelope : {}) as Members;
  const { traceparent } = members;
  return {
    correlationId: correlationId(members.correlationId) ?? otherwise,
    ...(typeof traceparent === "string" && { traceparent }),
  };
}

/** What comes from outside is a correlation id only if it looks like one: it goes into logs and headers. */
function correlationId(value: unknown): string | undefined {
  return typeof value === "string" && CORRELATION_ID.test(value) ? value : undefined;
}
