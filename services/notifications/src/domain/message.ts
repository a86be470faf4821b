/** What a message is about: the event's type, without version. */
export type MessageKind = "order-placed" | "payment-captured" | "payment-declined";

/** A message to a customer. */
export interface Letter {
  readonly kind: MessageKind;
  readonly subject: string;
  /** Plain text, with line breaks. */
  readonly text: string;
}

/** A letter in a customer's inbox. */
export interface Message extends Letter {
  /** Id of the event that it is about: one event is one message. */
  readonly id: string;
  readonly customerId: string;
  readonly orderId: string;
  /** What was ordered, paid or declined, in minor units of the currency. */
  readonly amount: number;
  readonly currency: string;
  /** When the event happened: ISO 8601 in UTC. */
  readonly at: string;
}
