import { expect, test } from "@jest/globals";
import { parseNameStatus, parseUntracked } from "./name-status";

test("every kind of change, with paths as they are", () => {
  const output = [
    ["M", "services/orders/src/main.ts"],
    ["A", "with space\nand newline.ts"],
    ["D", "gone.ts"],
    ["R087", "old/name.ts", "new/name.ts"],
    ["C100", "from.ts", "copy.ts"],
    ["T", "link.ts"],
  ];
  expect(parseNameStatus(`${output.flat().join("\0")}\0`)).toEqual([
    { path: "services/orders/src/main.ts", change: "changed" },
    { path: "with space\nand newline.ts", change: "added" },
    { path: "gone.ts", change: "deleted" },
    { path: "new/name.ts", change: "renamed", from: "old/name.ts" },
    { path: "copy.ts", change: "added" },
    { path: "link.ts", change: "changed" },
  ]);
});

test("no change", () => {
  expect([...parseNameStatus(""), ...parseUntracked("")]).toEqual([]);
});
