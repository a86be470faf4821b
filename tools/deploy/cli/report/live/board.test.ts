import { describe, expect, test } from "@jest/globals";
import type { ProgressEvent } from "../../../context/progress-event";
import { Board } from "./board";

const working = (service: string): ProgressEvent => ({
  type: "publish",
  service,
  name: `dev-${service}`,
});

function shown(services: readonly string[], events: readonly ProgressEvent[], rows = 5): string {
  const board = new Board(services);
  for (const event of events) board.event(event);
  const { title, lines } = board.view(rows);
  return [title, ...lines.map((line) => `  ${line}`)].join("\n");
}

const many = Array.from({ length: 250 }, (_, index) => `s${index}`);

describe("the live display", () => {
  test("of one service", () => {
    expect(shown(["orders"], [working("orders")])).toMatchInlineSnapshot(`
"orders
  publishing dev-orders"
`);
  });

  test("shows only those at work, and counts the others", () => {
    const events: ProgressEvent[] = [
      ...many.slice(0, 4).map(working),
      { type: "done", service: "s1", how: "failed" },
      { type: "done", service: "s0", how: "done" },
      { type: "done", service: "s9", how: "skipped" },
      working("s100"),
    ];
    expect(shown(many, events)).toMatchInlineSnapshot(`
"3 of 250 services done · 1 failed · 1 skipped
  s2     publishing dev-s2
  s3     publishing dev-s3
  s100   publishing dev-s100"
`);
  });

  test("fits the terminal", () => {
    expect(shown(many, many.map(working))).toMatchInlineSnapshot(`
"0 of 250 services done
  s0     publishing dev-s0
  s1     publishing dev-s1
  s2     publishing dev-s2
  s3     publishing dev-s3
  and 246 more at work"
`);
    expect(shown(many, many.map(working), 0).split("\n")).toHaveLength(2);
  });

  test("shows what concerns all services until one goes on, and an interruption to the end", () => {
    const building: ProgressEvent = { type: "building", targets: ["//a:b"], rebuild: false };
    expect(shown(many, [building])).toMatchInlineSnapshot(`
"0 of 250 services done
  fetching //a:b"
`);
    expect(shown(many, [building, { type: "interrupted" }, working("s1")])).toMatchInlineSnapshot(`
"0 of 250 services done
  interrupted: finishing the write under way (press Ctrl-C again to stop at once)
  s1   publishing dev-s1"
`);
  });
});
