import type { Position } from "../domain/inbox";

const POSITION = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)#([\x21-\x7e]{1,128})$/;

/** A place in an inbox as opaque text for clients: they hand it back, and must not read it. */
export function encodeCursor({ at, id }: Position): string {
  return Buffer.from(`${at}#${id}`).toString("base64url");
}

/** The place that a cursor stands for, or undefined if it is none of ours. A forged one is harmless: it only names a place. */
export function decodeCursor(cursor: string): Position | undefined {
  const [, at, id] = POSITION.exec(Buffer.from(cursor, "base64url").toString()) ?? [];
  return at === undefined || id === undefined ? undefined : { at, id };
}
