import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { LINE_LIMITS } from "./limits";
import { REDACTED, redact } from "./redact";

const SECRET = "hunter2-4111111111111111";

class Customer {
  constructor(readonly held: unknown) {}
}

/** Something around a value: what a service may log, by a key that says nothing of what it holds. */
const wrapping = fc.constantFrom<(value: unknown) => unknown>(
  (value) => ({ order: value, other: 1 }),
  (value) => [null, value],
  (value) => new Map([["order", value]]),
  (value) => new Set([value]),
  (value) => new Customer(value),
  (value) => ({ toJSON: () => value }),
  (value) => Object.assign(new Error("declined"), { order: value }),
  (value) => new Error("declined", { cause: value }),
  (value) => new AggregateError([value], "declined"),
  (value) => Object.assign(Object.create(null), { order: value }),
);
/** Less deep than the limit, at up to two objects each. */
const wrappings = fc.array(wrapping, { maxLength: LINE_LIMITS.depth / 2 - 1 });

/** Keys that are sensitive, in the spellings that people and programs use. */
const sensitiveKey = fc.oneof(
  fc.constantFrom("password", "DB_PASSWORD", "clientSecret", "clientsecret", "x-api-key", "apiKey", "APIKey"),
  fc.constantFrom(
    "authorization",
    "Authorization",
    "Set-Cookie",
    "accessToken",
    "refresh_token",
    "privateKey",
  ),
  fc.constantFrom("card", "cardNumber", "CARD-NUMBER", "userPAN", "cvv", "iban"),
  fc.constantFrom("email", "emailAddress", "phone", "phone_number", "addresses", "addressLine1", "street"),
  fc.constantFrom("firstName", "last_name", "fullName", "surname", "customerName", "dateOfBirth"),
);
const plainKey = fc.constantFrom(
  ...["id", "orderId", "name", "total", "cardinality", "discard", "company", "panel", "keyboard", "monkey"],
  ...["status", "sku", "path", "method", "author", "statement", "pinned", "embargo", "correlation_id"],
);

describe("what stands under a sensitive key", () => {
  test("never appears, however deep and in whatever it is held", () => {
    fc.assert(
      fc.property(wrappings, sensitiveKey, wrappings, (outer, key, inner) => {
        const secret = inner.reduce<unknown>((value, wrap) => wrap(value), SECRET);
        const logged = outer.reduce<unknown>((value, wrap) => wrap(value), { [key]: secret });
        const line = JSON.stringify(redact(logged));
        expect(line).not.toContain(SECRET);
        expect(line).toContain(REDACTED);
      }),
    );
  });

  test("never appears in a map or in an error's own properties", () => {
    fc.assert(
      fc.property(sensitiveKey, (key) => {
        const error = Object.assign(new Error("declined"), { [key]: SECRET });
        expect(JSON.stringify(redact([new Map([[key, SECRET]]), error, { error }]))).not.toContain(SECRET);
      }),
    );
  });

  test("is not even read", () => {
    const read: string[] = [];
    const logged = Object.defineProperty({}, "token", { enumerable: true, get: () => read.push("token") });
    expect({ copy: redact(logged), read }).toEqual({ copy: { token: REDACTED }, read: [] });
  });
});

describe("what is not sensitive", () => {
  test("stays, however deep and in whatever it is held", () => {
    fc.assert(
      fc.property(wrappings, plainKey, (outer, key) => {
        const logged = outer.reduce<unknown>((value, wrap) => wrap(value), { [key]: "as it was" });
        expect(JSON.stringify(redact(logged))).toContain(`{"${key}":"as it was"}`);
      }),
    );
  });

  test("is what JSON makes of it", () => {
    const json = fc.jsonValue({ maxDepth: 5, noUnicodeString: false });
    fc.assert(
      fc.property(json, (value) => {
        const copy = JSON.stringify(redact({ value }));
        // Any text may turn out to be a sensitive key.
        fc.pre(!copy.includes(REDACTED));
        expect(copy).toBe(JSON.stringify({ value }));
      }),
    );
  });

  test("is said as well as JSON can say it", () => {
    const logged = {
      big: 12345678901234567890n,
      date: new Date(0),
      invalid: new Date(Number.NaN),
      infinite: Number.POSITIVE_INFINITY,
      bytes: Buffer.from("abc"),
      nothing: undefined,
      call: () => 1,
      list: [undefined, () => 1],
      url: new URL("https://example.com/orders"),
      throws: {
        get path() {
          throw new Error("not now");
        },
      },
    };
    expect(redact(logged)).toEqual({
      big: "12345678901234567890",
      date: "1970-01-01T00:00:00.000Z",
      invalid: null,
      infinite: "Infinity",
      bytes: "[3 bytes]",
      list: [null, null],
      url: "https://example.com/orders",
      throws: { path: "[unreadable]" },
    });
  });
});

describe("a log line", () => {
  /** Anything, with much of it, and texts that grow as JSON. */
  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withNullPrototype: true,
    withSparseArray: true,
    withTypedArray: true,
  });

  test("comes of any value, and is JSON", () => {
    fc.assert(
      fc.property(anything, (value) => {
        const copy = redact(value);
        expect(JSON.parse(JSON.stringify(copy))).toEqual(copy);
      }),
    );
  });

  test("is short of Lambda's limit, whatever is logged", () => {
    const much = fc.tuple(
      fc.constantFrom("a", "\u0000", "ä", "\ud800", '"', "😀"),
      fc.nat(20_000),
      fc.constantFrom<(text: string) => unknown>(
        (text) => text,
        (text) => Array.from({ length: 1000 }, () => text),
        (text) => Object.fromEntries(Array.from({ length: 300 }, (_, index) => [text + index, text])),
        (text) => Array.from({ length: 50 }, () => Array.from({ length: 50 }, () => [text, new Error(text)])),
      ),
    );
    fc.assert(
      fc.property(much, ([letter, length, make]) => {
        const line = JSON.stringify(redact(make(letter.repeat(length))));
        expect(Buffer.byteLength(line)).toBeLessThan(256 * 1024);
      }),
      { numRuns: 30 },
    );
  });

  test("says where something holds itself, and shows twice what is held twice", () => {
    const order: Record<string, unknown> = { id: 1 };
    order.self = order;
    const line = { sku: "tea" };
    expect(redact({ order, lines: [line, line] })).toEqual({
      order: { id: 1, self: "[circular]" },
      lines: [{ sku: "tea" }, { sku: "tea" }],
    });
  });

  test("says what it leaves out", () => {
    const limits = { ...LINE_LIMITS, text: 5, members: 2, depth: 2 };
    expect(redact({ text: "a long text", list: [1, 2, 3], third: 1 }, limits)).toEqual({
      text: "a lon… [6 more characters left out]",
      list: [1, 2, "[left out: too much]"],
      "…": "[left out: too much]",
    });
    expect(redact([[[1]]], limits)).toEqual([["[left out: too deep]"]]);
  });

  test("keeps a member called __proto__ a member", () => {
    const copy = redact(JSON.parse('{"__proto__": {"admin": true}}'));
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    expect(JSON.stringify(copy)).toBe('{"__proto__":{"admin":true}}');
  });
});
