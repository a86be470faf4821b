/** The queues of a service as `defineService` was given them, as far as they say what they hold. */
export type Queues = Readonly<
  Record<string, { readonly accepts: { readonly events?: readonly { readonly type: string }[] } }>
>;

/** Types of the events that each queue's handler takes, by the queue's key; nothing of a queue that holds messages of a schema. */
export function acceptedEvents(queues: Queues = {}): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(queues).flatMap(([key, { accepts }]) =>
      accepts.events ? [[key, accepts.events.map(({ type }) => type)]] : [],
    ),
  );
}
