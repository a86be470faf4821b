import { randomUUID } from "node:crypto";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { MessageContent } from "../model";

/** A message as it is kept. Times are milliseconds since the epoch. */
export interface StoredMessage {
  /** Its place in the order of arrival; never given twice. */
  readonly sequence: number;
  readonly id: string;
  readonly content: MessageContent;
  /** When it was first sent; retention counts from then, also in a dead-letter queue. */
  readonly sentAt: number;
  readonly visibleAt: number;
  /** Of its last receive, if there was one. */
  readonly receipt: string | undefined;
  readonly receivedAt: number | undefined;
  readonly firstReceivedAt: number | undefined;
  /** In its queue: what a redrive policy counts. */
  readonly receiveCount: number;
  /** In the queues that it was in before it was a dead letter. */
  readonly earlierReceives: number;
  readonly deadLetterSource: string | undefined;
}

export interface MessageCounts {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

/** Messages that were received more often do not count for the age of the oldest: they went to the back of the queue. */
const MAX_RECEIVES_FOR_AGE = 3;

/** The messages of all queues, on disk. */
export class MessageTable {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  insert(queue: string, id: string, content: MessageContent, now: number, visibleAt: number): void {
    this.#prepare(
      "INSERT INTO messages (queue, id, content, sent_at, entered_at, visible_at) VALUES (?, ?, ?, ?, ?, ?)",
    ).run(queue, id, JSON.stringify(content), now, now, visibleAt);
  }

  /** Drops what is older than the queue retains. */
  expire(queue: string, sentBefore: number): void {
    this.#prepare("DELETE FROM messages WHERE queue = ? AND sent_at < ?").run(queue, sentBefore);
  }

  /** Messages that can be received, those that have waited longest first. */
  visible(queue: string, now: number, limit: number): StoredMessage[] {
    return this.#prepare(
      "SELECT * FROM messages WHERE queue = ? AND visible_at <= ? ORDER BY visible_at, sequence LIMIT ?",
    )
      .all(queue, now, limit)
      .map(stored);
  }

  /** When the next message becomes visible, if one will. */
  nextVisible(queue: string, now: number): number | undefined {
    const row = this.#prepare(
      "SELECT MIN(visible_at) AS next FROM messages WHERE queue = ? AND visible_at > ?",
    ).get(queue, now);
    return (row?.next ?? undefined) as number | undefined;
  }

  find(queue: string, sequence: number): StoredMessage | undefined {
    const row = this.#prepare("SELECT * FROM messages WHERE sequence = ? AND queue = ?").get(sequence, queue);
    return row === undefined ? undefined : stored(row);
  }

  receive(sequence: number, receipt: string, now: number, visibleAt: number): void {
    this.#prepare(
      `UPDATE messages SET receipt = ?, received_at = ?, first_received_at = COALESCE(first_received_at, ?),
       receive_count = receive_count + 1, visible_at = ? WHERE sequence = ?`,
    ).run(receipt, now, now, visibleAt, sequence);
  }

  setVisibility(sequence: number, visibleAt: number): void {
    this.#prepare("UPDATE messages SET visible_at = ? WHERE sequence = ?").run(visibleAt, sequence);
  }

  /** Moves it to a dead-letter queue: it stays the same message, of the same age, not yet received there. */
  moveToDeadLetters({ sequence }: StoredMessage, queue: string, source: string, now: number): void {
    this.#prepare(
      `UPDATE messages SET queue = ?, dead_letter_source = ?, entered_at = ?, visible_at = ?, receipt = NULL,
       received_at = NULL, first_received_at = NULL, earlier_receives = earlier_receives + receive_count,
       receive_count = 0 WHERE sequence = ?`,
    ).run(queue, source, now, now, sequence);
  }

  /** Back from a dead-letter queue: it is a new message (StartMessageMoveTask). */
  redrive(message: StoredMessage, queue: string, now: number): void {
    this.delete(message.sequence);
    this.insert(queue, randomUUID(), message.content, now, now);
  }

  delete(sequence: number): void {
    this.#prepare("DELETE FROM messages WHERE sequence = ?").run(sequence);
  }

  deleteAll(queue: string): void {
    this.#prepare("DELETE FROM messages WHERE queue = ?").run(queue);
  }

  counts(queue: string, now: number): MessageCounts {
    const row = this.#prepare(
      `SELECT COUNT(*) FILTER (WHERE visible_at <= ?) AS visible,
       COUNT(*) FILTER (WHERE visible_at > ? AND receipt IS NOT NULL) AS inFlight,
       COUNT(*) FILTER (WHERE visible_at > ? AND receipt IS NULL) AS delayed FROM messages WHERE queue = ?`,
    ).get(now, now, now, queue);
    const { visible, inFlight, delayed } = row as unknown as MessageCounts;
    return { visible, inFlight, delayed };
  }

  /** When the oldest message came into this queue, if there is one. */
  oldest(queue: string): number | undefined {
    const row = this.#prepare(
      "SELECT MIN(entered_at) AS oldest FROM messages WHERE queue = ? AND receive_count <= ?",
    ).get(queue, MAX_RECEIVES_FOR_AGE);
    return (row?.oldest ?? undefined) as number | undefined;
  }

  #prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

function stored(row: Record<string, unknown>): StoredMessage {
  return {
    sequence: row.sequence as number,
    id: row.id as string,
    content: JSON.parse(row.content as string) as MessageContent,
    sentAt: row.sent_at as number,
    visibleAt: row.visible_at as number,
    receipt: (row.receipt ?? undefined) as string | undefined,
    receivedAt: (row.received_at ?? undefined) as number | undefined,
    firstReceivedAt: (row.first_received_at ?? undefined) as number | undefined,
    receiveCount: row.receive_count as number,
    earlierReceives: row.earlier_receives as number,
    deadLetterSource: (row.dead_letter_source ?? undefined) as string | undefined,
  };
}
