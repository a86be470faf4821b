import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { flatten, spanTree } from "./span";

const NOW = 10_000;
const ONE = "1-00000001-000000000000000000000001";
const TWO = "1-00000002-000000000000000000000002";

const segment = (id: string, change: object = {}) =>
  JSON.stringify({ id, trace_id: ONE, name: id, start_time: 1, end_time: 2, ...change });

const drawn = (...documents: string[]) =>
  [...flatten(spanTree(documents, NOW))].map(({ span, depth }) => `${"-".repeat(depth)}${span.name}`);

describe("the tree of a request", () => {
  it("has each segment below what called it, in the order of time", () => {
    expect(
      drawn(
        segment("late", { parent_id: "step", start_time: 1.5 }),
        segment("early", { parent_id: "step", start_time: 1.2 }),
        segment("root", { subsegments: [{ id: "step", name: "step", start_time: 1, end_time: 2 }] }),
      ),
    ).toEqual(["root", "-step", "--early", "--late"]);
  });

  it("goes on where the trace of a batch is linked to a message's", () => {
    const links = [
      { trace_id: TWO, id: "elsewhere" },
      { trace_id: ONE, id: "sender" },
    ];
    const batch = segment("batch", { trace_id: TWO, start_time: 3, links });
    expect(drawn(batch, segment("sender"))).toEqual(["sender", "-batch"]);
    expect(drawn(batch)).toEqual(["batch"]);
  });

  it("says what went wrong, and goes on until now for what has not ended", () => {
    const cause = { exceptions: [{ type: "TypeError", message: "no" }] };
    const [span] = spanTree([segment("a", { fault: true, throttle: true, cause, end_time: undefined })], NOW);
    expect(span).toMatchObject({
      status: "fault",
      cause: "TypeError: no",
      inProgress: true,
      durationMs: 9000,
    });
  });

  it("has every segment exactly once, whatever they name as their parents", () => {
    const ids = fc.constantFrom("a", "b", "c", "d", "e");
    const parts = fc.uniqueArray(fc.record({ id: ids, parent_id: fc.option(ids, { nil: undefined }) }), {
      selector: ({ id }) => id,
    });
    fc.assert(
      fc.property(parts, (segments) => {
        const names = drawn(...segments.map(({ id, parent_id }) => segment(id, { parent_id })));
        expect(names.map((name) => name.replace(/^-*/, "")).sort()).toEqual(
          segments.map(({ id }) => id).sort(),
        );
      }),
    );
  });
});
