import type { Digest } from "./digest";
import type { Message } from "./message";

/** Where messages and digests are kept. */
export interface Inbox {
  /** Puts a message into its customer's inbox; a repeated one takes its own place. */
  deliver(message: Message): Promise<void>;
  /** A customer's messages, newest first. */
  list(query: ListQuery): Promise<Page>;
  /** All customers' messages of a day. */
  ofDay(day: string): AsyncIterable<Message>;
  /** Keeps a day's digest, instead of an earlier one of the same day. */
  keepDigest(digest: Digest): Promise<void>;
  /** The digest of a day, or undefined. */
  findDigest(day: string): Promise<Digest | undefined>;
}

/** Which messages to list. */
export interface ListQuery {
  readonly customerId: string;
  /** At most so many. */
  readonly limit: number;
  /** Only messages that come after this place in the list. */
  readonly after?: Position | undefined;
}

/** A place in a customer's inbox. */
export type Position = Pick<Message, "at" | "id">;

/** A part of a list; without `next` it is the last. */
export interface Page {
  readonly messages: readonly Message[];
  readonly next?: Position;
}
