import type { Position } from "../domain/orders";

const POSITION = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)#(ord_[0-9a-v]{26})$/;

/** A place in a list as opaque text for clients: they hand it back, and must not read it. */
export function encodeCursor({ placedAt, id }: Position): string {
  return Buffer.from(`${placedAt}#${id}`).toString("base64url");
}

/** The place that a cursor stands for, or undefined if it is none of ours. A forged one is harmless: it only names a place. */
export function decodeCursor(cursor: string): Position | undefined {
  const [, placedAt, id] = POSITION.exec(Buffer.from(cursor, "base64url").toString()) ?? [];
  return placedAt === undefined || id === undefined ? undefined : { placedAt, id };
}
