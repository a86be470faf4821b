import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { asFerryError, CONDITIONS, FerryError } from "./error";

test("docs/errors.md explains every error, with its exit code", () => {
  const page = readFileSync(join(__dirname, "../../docs/errors.md"), "utf8");
  const explained = [...page.matchAll(/^\| `(\w+)` \| (\d+) \|/gm)].map(([, code, exit]) => [
    code,
    Number(exit),
  ]);
  expect(explained).toEqual(Object.entries(CONDITIONS).map(([code, { exitCode }]) => [code, exitCode]));
});

test("an unexpected error is Ferry's fault, and keeps its cause", () => {
  const cause = new TypeError("x is not a function");
  expect(asFerryError(cause)).toMatchObject({ code: "Internal", fault: "tool", exitCode: 1, cause });
});

test("a FerryError passes through", () => {
  const error = new FerryError("AccessDenied", "no");
  expect(asFerryError(error)).toBe(error);
});
