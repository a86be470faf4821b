import { expect, test } from "@jest/globals";
import { createColors } from "../../terminal/colors";
import { Output, type Stream } from "../../terminal/output";
import { faultText } from "./faults";
import { statusText } from "./report";

const HOSTILE = "\u001b]0;t\u0007\u009b31m\u202e\nFORGED";
const SHOWN = "\\x1b]0;t\\x07\\u009b31m\\u202e\\nFORGED";

/** What gets to a terminal. */
function printed(text: string): string {
  let written = "";
  const write = (part: unknown): boolean => {
    written += String(part);
    return true;
  };
  new Output({ isTTY: true, columns: 80, write } as Stream, {}).lines(text);
  return written;
}

/** Nothing of what the hostile text wants happens; colours are ours. */
function expectText(text: string): void {
  expect(text).not.toContain("\u001b]0;");
  expect(text).not.toMatch(/[\u0080-\u009f\u202e]|^FORGED/m);
}

test("the status is coloured, and names of stacks and faults in it are only text", () => {
  const status = {
    endpoint: "http://127.0.0.1:1",
    pid: 1,
    stacks: { [`orders${HOSTILE}`]: `http://u${HOSTILE}` },
    faults: { name: `f${HOSTILE}`, seed: 1, requests: 2, refused: 1 },
  };
  const text = printed(statusText(status, "/state", createColors(true)));
  expect(text).toContain("\u001b[36mhttp://127.0.0.1:1\u001b[39m");
  for (const name of ["orders", "http://u", "f"]) expect(text).toContain(`${name}${SHOWN}`);
  expectText(text);
});

test("so is the name of a fault profile", () => {
  const profile = {
    version: 1 as const,
    name: `p${HOSTILE}`,
    seed: 1,
    rates: [],
    faults: [],
    transitions: {},
  };
  const text = printed(faultText({ profile, applied: [] }));
  expect(text).toContain(`p${SHOWN}`);
  expectText(text);
});
