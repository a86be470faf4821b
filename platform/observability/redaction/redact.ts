import { types } from "node:util";
import { LINE_LIMITS, type Limits } from "./limits";
import { isSensitiveKey } from "./sensitive-key";

/** What a log line shows in place of a value whose key is sensitive. */
export const REDACTED = "[redacted]";

/** What JSON can hold. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/**
 * A copy of a value that is fit for a log line: plain JSON, without what stands under a sensitive key at any depth (also in an
 * error's properties and causes, in maps and in what `toJSON` answers), and within the limits. It never throws: what cannot be
 * read, and where an object holds itself, is said in its place.
 *
 * Texts are not parsed: a secret inside a message, a stack or a JSON text stays. Log fields, not sentences.
 */
export function redact(value: unknown, limits: Limits = LINE_LIMITS): Json {
  return new Redaction(limits).copy(value, []) ?? null;
}

/** One copy in the making. */
class Redaction {
  private left: number;

  constructor(private readonly limits: Limits) {
    this.left = limits.bytes;
  }

  /** The copy, or undefined for what JSON leaves out. */
  copy(value: unknown, ancestors: readonly object[]): Json | undefined {
    switch (typeof value) {
      case "string":
        return this.text(value);
      case "number":
        return this.spend(Number.isFinite(value) ? value : String(value));
      case "boolean":
        return this.spend(value);
      case "bigint":
        return this.text(String(value));
      case "object":
        return value === null ? this.spend(null) : this.object(value, ancestors);
      default:
        return undefined;
    }
  }

  private object(value: object, ancestors: readonly object[]): Json | undefined {
    if (ancestors.includes(value)) return this.spend("[circular]");
    if (ancestors.length >= this.limits.depth) return this.spend("[left out: too deep]");
    const within = [...ancestors, value];
    try {
      if (ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value)) {
        return this.spend(`[${value.byteLength} bytes]`);
      }
      if (isError(value)) return this.members(errorMembers(value, this.limits.text), within);
      if (types.isMap(value)) return this.members(mapMembers(value), within);
      if (types.isSet(value) || Array.isArray(value)) return this.list(value, within);
      if ("toJSON" in value && typeof value.toJSON === "function") return this.copy(value.toJSON(), within);
      return this.members(objectMembers(value), within);
    } catch {
      // A getter, a proxy or toJSON threw. Logging an object must not fail because of it.
      return this.spend("[unreadable]");
    }
  }

  private members(members: Iterable<Member>, ancestors: readonly object[]): Json {
    const copies: [string, Json][] = [];
    let count = 0;
    for (const [key, read] of members) {
      if (++count > this.limits.members || this.left <= 0) {
        copies.push(["…", this.spend("[left out: too much]")]);
        break;
      }
      const name = cut(key, this.limits.text);
      this.left -= size(name) + 2;
      const copy = isSensitiveKey(key) ? this.spend(REDACTED) : this.read(read, ancestors);
      if (copy !== undefined) copies.push([name, copy]);
    }
    // Not by assignment: a member may be called `__proto__`.
    return Object.fromEntries(copies);
  }

  private read(read: () => unknown, ancestors: readonly object[]): Json | undefined {
    let value: unknown;
    try {
      value = read();
    } catch {
      return this.spend("[unreadable]");
    }
    return this.copy(value, ancestors);
  }

  private list(values: Iterable<unknown>, ancestors: readonly object[]): Json {
    const copies: Json[] = [];
    for (const value of values) {
      if (copies.length >= this.limits.members || this.left <= 0) {
        copies.push(this.spend("[left out: too much]"));
        break;
      }
      copies.push(this.copy(value, ancestors) ?? null);
    }
    return copies;
  }

  private text(value: string): string {
    return this.spend(cut(value, Math.min(this.limits.text, Math.max(this.left, 0))));
  }

  private spend<T extends string | number | boolean | null>(value: T): T {
    this.left -= size(value) + 1;
    return value;
  }
}

/** A key, and how to read what it holds: only if it may be shown. */
type Member = readonly [string, () => unknown];

function* objectMembers(value: object): Iterable<Member> {
  for (const key of Object.keys(value)) yield [key, () => (value as Record<string, unknown>)[key]];
}

function* mapMembers(value: Map<unknown, unknown>): Iterable<Member> {
  for (const [key, held] of value) {
    yield [typeof key === "object" ? "[object]" : String(key), () => held];
  }
}

/** Name, message and stack are not enumerable, and JSON would show none of them. */
function* errorMembers(error: Error, most: number): Iterable<Member> {
  yield ["name", () => error.name];
  yield ["message", () => error.message];
  yield ["stack", () => stackOf(error, most)];
  for (const [key, read] of objectMembers(error)) if (!ERROR_MEMBERS.has(key)) yield [key, read];
  if (error instanceof AggregateError) yield ["errors", () => error.errors];
  yield ["cause", () => error.cause];
}

/** The stack, in which a long message, which stands there once more, gives way to the frames: they say where it happened. */
function stackOf({ message, stack }: Error, most: number): string | undefined {
  if (typeof stack !== "string" || stack.length <= most || typeof message !== "string") return stack;
  const end = stack.indexOf(message) + message.length;
  return end < message.length ? stack : cut(stack.slice(0, end), most / 4) + stack.slice(end);
}

const ERROR_MEMBERS: ReadonlySet<string> = new Set(["name", "message", "stack", "cause", "errors"]);

function isError(value: object): value is Error {
  return types.isNativeError(value) || value instanceof Error;
}

/** Bytes of a value as JSON. */
function size(value: string | number | boolean | null): number {
  return Buffer.byteLength(JSON.stringify(value));
}

function cut(text: string, most: number): string {
  return text.length <= most
    ? text
    : `${text.slice(0, most)}… [${text.length - most} more characters left out]`;
}
