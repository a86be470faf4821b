import type { PutEventsRequest } from "@aws-sdk/client-eventbridge";
import type { Witness } from "../local/server/witness";

/** An event that EventBridge took. */
export interface PublishedEvent {
  readonly source: string;
  readonly type: string;
  readonly detail: {
    readonly id: string;
    readonly time: string;
    readonly correlationId: string;
    readonly data: Readonly<Record<string, unknown>>;
  };
}

/** The events that were published to an account. */
export class PublishedEvents implements Witness {
  #events: PublishedEvent[] = [];

  carriedOut: NonNullable<Witness["carriedOut"]> = ({ service, operation, request }) => {
    if (service !== "events" || operation !== "PutEvents") return;
    const { Entries = [] } = JSON.parse(request.body.toString()) as PutEventsRequest;
    for (const { Source = "", DetailType = "", Detail = "" } of Entries)
      this.#events.push({ source: Source, type: DetailType, detail: JSON.parse(Detail) });
  };

  /** Those since the last time, oldest first. */
  take(): readonly PublishedEvent[] {
    const taken = this.#events;
    this.#events = [];
    return taken;
  }
}
