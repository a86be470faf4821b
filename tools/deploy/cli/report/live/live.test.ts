import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "@jest/globals";
import { nodeBinary } from "../../../../node/node-binary";

/** Shows a lock's holder on what passes for a terminal, until it stands there. */
const PROGRAM = `
const { LiveProgress } = require(${JSON.stringify(join(__dirname, "live.js"))});
const { Board } = require(${JSON.stringify(join(__dirname, "board.js"))});
const { PassThrough } = require("node:stream");
const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 200, rows: 24 });
let written = "";
const isShown = new Promise((resolve) => stream.on("data", (data) => {
  written += data;
  if (written.includes("locked by bob")) resolve();
}));
const board = new Board(["orders", "payments"]);
board.event({ type: "locked", service: "orders", by: "bob" + process.argv[1] });
const live = new LiveProgress(board, stream);
live.show();
isShown.then(() => live.close()).then(() => process.stdout.write(JSON.stringify(written)));
`;

test("the live display shows what others have written and does nothing of what it wants", async () => {
  const hostile = "\u001b]0;t\u0007\u001b[5m\u009b31m\u202e\nFORGED";
  const { stdout } = await promisify(execFile)(nodeBinary(), ["-e", PROGRAM, hostile]);
  const written: string = JSON.parse(stdout);
  expect(written).toContain("locked by bob\\x1b]0;t\\x07\\x1b[5m\\u009b31m\\u202e\\nFORGED");
  expect(written).not.toContain("\u001b]0;");
  expect(written).not.toContain("\u001b[5m");
  expect(written).not.toMatch(/[\u0080-\u009f\u202e]|^FORGED/m);
});
