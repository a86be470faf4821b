import { EventBridgeClient, PutEventsCommand, type PutEventsResultEntry } from "@aws-sdk/client-eventbridge";
import type { PutEventsEntry } from "./put-events-entry";

// Made once per execution environment, so that warm invocations reuse its connections.
const client = new EventBridgeClient();

/** Puts at most 10 entries on the default event bus; the answer has one result for each, in their order. */
export async function putEvents(
  entries: readonly PutEventsEntry[],
  signal?: AbortSignal,
): Promise<readonly PutEventsResultEntry[]> {
  const { Entries = [] } = await client.send(
    new PutEventsCommand({ Entries: [...entries] }),
    signal ? { abortSignal: signal } : {},
  );
  return Entries;
}
