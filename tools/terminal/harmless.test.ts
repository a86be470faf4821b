import { stripVTControlCharacters } from "node:util";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { createColors } from "./colors";
import { harmless, indented, json, oneLine } from "./harmless";
import { Output, type Stream } from "./output";

/** What a terminal interprets, except newline and tab. */
const ACTIVE = /(?![\n\t\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** Any text, with more dangerous characters than chance would give. */
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(
        "\u001b]0;title\u0007",
        "\u001b[31m",
        "\u009b2J",
        "\r",
        "\r\n",
        "\u202e",
        "\u{e0041}",
        "\ufeff",
        "\u007f",
      ),
    ),
  )
  .map((parts) => parts.join(""));

test("characters that do something are shown, and all others are as they were", () => {
  expect(
    harmless(
      "a\u001b[31mb\r\u009b2J\u007f\u202ec\u{e0041}\ufeff\ud83d\udc69\u200d\ud83d\udcbb \u00fc\t1\r\n2",
    ),
  ).toBe(
    "a\\x1b[31mb\\r\\u009b2J\\u007f\\u202ec\\udb40\\udc41\\ufeff\ud83d\udc69\u200d\ud83d\udcbb \u00fc\t1\n2",
  );
  expect(oneLine("a\nb\tc\u2028d")).toBe("a\\nb\\tc\\u2028d");
  fc.assert(
    fc.property(hostile, (text) => {
      expect(harmless(text)).not.toMatch(ACTIVE);
      expect(harmless(harmless(text))).toBe(harmless(text));
      expect(oneLine(text)).not.toMatch(/[\n\t]/);
      expect(oneLine(text)).not.toMatch(ACTIVE);
    }),
  );
});

test("JSON is escaped too, and keeps its value", () => {
  expect(json({ "\u009b": "\u202e\u{e0041}\u001b" })).toBe('{"\\u009b":"\\u202e\\udb40\\udc41\\u001b"}');
  fc.assert(
    fc.property(fc.jsonValue(), hostile, (value, text) => {
      const printed = json([value, text]);
      expect(printed).not.toMatch(/\n|\t/);
      expect(printed).not.toMatch(ACTIVE);
      const plain = JSON.stringify([value, text]);
      expect(JSON.parse(printed)).toEqual(JSON.parse(plain));
      // As a raw line of a log.
      expect(JSON.parse(harmless(plain))).toEqual(JSON.parse(plain));
    }),
  );
});

test("further lines are indented, unless they are", () => {
  expect(indented("a\nb\n  c\n\nd")).toBe("a\n  b\n  c\n\n  d");
  expect(indented("a\nerror: b", "    ")).toBe("a\n    error: b");
});

/** A stream that records what is written. */
function stream(isTTY: boolean): { readonly written: string[]; readonly stream: Stream } {
  const written: string[] = [];
  const write = (text: unknown): boolean => written.push(String(text)) > 0;
  return { written, stream: { isTTY, columns: 80, write } as Stream };
}

test("only colours of this process reach a terminal, in any nesting", () => {
  const { written, stream: terminal } = stream(true);
  const output = new Output(terminal, {});
  const { bold, red } = output.colors;
  const foreign = "\u001b[31mfake\u001b[39m";
  output.lines(`${bold(red(foreign))} ${foreign}`);
  expect(written.join("")).toBe(
    "\u001b[1m\u001b[31m\\x1b[31mfake\\x1b[39m\u001b[39m\u001b[22m \\x1b[31mfake\\x1b[39m\n",
  );
});

test.each([
  ["a pipe", false, {}],
  ["NO_COLOR", true, { NO_COLOR: "1" }],
  ["a terminal without colours", true, { TERM: "dumb" }],
])("%s gets no colours", (_name, isTTY, variables) => {
  const { written, stream: one } = stream(isTTY);
  const output = new Output(one, variables);
  output.lines(output.colors.red("a"));
  expect(written).toEqual(["a\n"]);
});

test("requested data is unchanged in a pipe, and escaped on a terminal", () => {
  const [pipe, terminal] = [stream(false), stream(true)];
  for (const { stream: one } of [pipe, terminal]) new Output(one, {}).verbatim("\u001b]0;t\u0007\u009b");
  expect(pipe.written).toEqual(["\u001b]0;t\u0007\u009b\n"]);
  expect(terminal.written).toEqual(["\\x1b]0;t\\x07\\u009b\n"]);
});

test("colours take no columns when these are counted", () => {
  expect(stripVTControlCharacters(createColors(true).cyan("abc"))).toBe("abc");
});
