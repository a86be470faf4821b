import { randomUUID } from "node:crypto";
import type { PutEventsResponse, PutEventsResultEntry } from "@aws-sdk/client-eventbridge";
import { parseJson } from "../protocol/json";
import { checkBus } from "./bus";
import { validationFailed } from "./errors";
import type { EventsRequest } from "./requests";
import type { Place } from "./rules";

type Entry = EventsRequest<"PutEvents">["Entries"][number];

/** An event as rules and targets see it (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html). */
export interface EventEnvelope {
  readonly version: "0";
  readonly id: string;
  readonly "detail-type": string;
  readonly source: string;
  readonly account: string;
  /** ISO 8601, whole seconds. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

/** An event that was accepted, on its way to the rules. */
export interface AcceptedEvent {
  readonly envelope: EventEnvelope;
  readonly traceHeader: string | undefined;
}

/** Most bytes of a request's entries together (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-putevent-size). */
const MAX_ENTRY_BYTES = 1_048_576;

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html */
const MAX_DETAIL_TYPE = 128;

/**
 * Checks each entry on its own: an invalid one fails in its result, the others are accepted.
 * Throws `ValidationException` where the entries are too large together, and then accepts none.
 * @param now milliseconds since the epoch
 * @param traceHeader of the request, for entries that have none
 */
export function acceptEvents(
  { Entries }: EventsRequest<"PutEvents">,
  place: Place,
  now: number,
  traceHeader: string | undefined,
): { accepted: AcceptedEvent[]; response: PutEventsResponse } {
  const bytes = Entries.reduce((sum, entry) => sum + entryBytes(entry), 0);
  if (bytes > MAX_ENTRY_BYTES) {
    throw validationFailed("Total size of the entries in the request is over the limit.");
  }
  for (const { EventBusName } of Entries) checkBus(EventBusName, place);
  const accepted: AcceptedEvent[] = [];
  const results = Entries.map((entry): PutEventsResultEntry => {
    const problem = problemOf(entry);
    if (problem !== undefined) return problem;
    const envelope = envelopeOf(entry, place, now);
    accepted.push({ envelope, traceHeader: entry.TraceHeader ?? traceHeader });
    return { EventId: envelope.id };
  });
  const FailedEntryCount = results.filter(({ ErrorCode }) => ErrorCode !== undefined).length;
  return { accepted, response: { FailedEntryCount, Entries: results } };
}

/** As EventBridge counts it; the JSON around it is not counted. */
function entryBytes({ Time, Source = "", DetailType = "", Detail = "", Resources = [] }: Entry): number {
  const texts = [Source, DetailType, Detail, ...Resources];
  return (Time === undefined ? 0 : 14) + texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

function problemOf(entry: Entry): PutEventsResultEntry | undefined {
  for (const member of ["Source", "DetailType", "Detail"] as const) {
    if (!entry[member]) {
      const ErrorMessage = `Parameter ${member} is not valid. Reason: ${member} is a required argument.`;
      return { ErrorCode: "InvalidArgument", ErrorMessage };
    }
  }
  if ((entry.DetailType ?? "").length > MAX_DETAIL_TYPE) {
    const ErrorMessage = `Parameter DetailType is not valid. Reason: DetailType must not have more than ${MAX_DETAIL_TYPE} characters.`;
    return { ErrorCode: "InvalidArgument", ErrorMessage };
  }
  if (entry.Source?.startsWith("aws.")) {
    return {
      ErrorCode: "NotAuthorizedForSourceException",
      ErrorMessage: "Not authorized for the source.",
    };
  }
  return isJsonObject(entry.Detail ?? "")
    ? undefined
    : { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." };
}

function envelopeOf(entry: Entry, { accountId, region }: Place, now: number): EventEnvelope {
  const time = entry.Time === undefined ? now : entry.Time * 1000;
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": entry.DetailType ?? "",
    source: entry.Source ?? "",
    account: accountId,
    time: new Date(time).toISOString().replace(/\.\d+Z$/, "Z"),
    region,
    resources: entry.Resources ?? [],
    detail: JSON.parse(entry.Detail ?? "{}"),
  };
}

function isJsonObject(text: string): boolean {
  try {
    const value = parseJson(text);
    return value !== null && typeof value === "object" && !Array.isArray(value);
  } catch {
    return false;
  }
}
