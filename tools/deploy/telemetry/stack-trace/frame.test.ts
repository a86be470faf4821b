import { expect, test } from "@jest/globals";
import { bundleFrame } from "./frame";

test.each([
  ["    at placeOrder (/var/task/index.js:1:23)", "placeOrder"],
  ["    at async handler (file:///var/task/index.js:1:23)", "handler"],
  ["    at new Declined (/var/task/index.js:1:23)", "new Declined"],
  ["    at Hono.dispatch [as fetch] (/var/task/index.js:1:23)", "Hono.dispatch [as fetch]"],
  ["    at Object.<anonymous> (/var/task/index.js:1:23)", undefined],
  ["at async /var/task/index.js:1:23", undefined],
  ["    at index.js:1:23", undefined],
])("%s is in the bundle", (line, name) => {
  expect(bundleFrame(line)).toEqual({ function: name, line: 1, column: 23 });
});

test.each([
  "Error: at x (/var/task/index.js:1:23)",
  "    at Runtime.handleOnce (file:///var/runtime/index.js:1:23)",
  "    at wrap (/opt/nodejs/index.js:1:23)",
  "    at /var/task/node_modules/sharp/index.js:1:23",
  "    at node:internal/index.js:1:23",
  "    at Promise.all (index 0)",
  "    at eval (eval at x (/var/task/index.js:1:23), <anonymous>:1:1)",
  "    at x (/var/task/my-index.js:1:23)",
  "    at native",
])("%s is not", (line) => {
  expect(bundleFrame(line)).toBeUndefined();
});
