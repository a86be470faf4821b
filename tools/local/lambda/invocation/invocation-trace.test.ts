import { describe, expect, it } from "@jest/globals";
import { parseTraceHeader } from "../../protocol/trace-header";
import { traceOf } from "./invocation-trace";

const ROOT = "1-5759e988-bd862e3fe1be46a994272793";
const PARENT = "53995c3f42cd8ad8";
const NOW = 1_795_427_250_543;

describe("the trace of an invocation", () => {
  it("goes on from the caller's, with the function's own segment for the parent of what it calls", () => {
    const header = `Root=${ROOT};Parent=${PARENT};Sampled=1;Lineage=a87bd80c:1|68fd508a:5`;
    const trace = traceOf({ header }, "Active", NOW);
    expect(trace).toMatchObject({ root: ROOT, parent: PARENT, sampled: true, links: [] });
    expect(parseTraceHeader(trace.header)).toEqual({
      root: ROOT,
      parent: trace.functionSegment,
      sampled: true,
    });
  });

  it("begins where the caller has none, at the second in which it begins", () => {
    const trace = traceOf({ header: "Root=none" }, "Active", NOW);
    expect(trace.root).toMatch(/^1-6b040bb2-[0-9a-f]{24}$/);
    expect(trace).toMatchObject({ sampled: true, links: [] });
    expect(trace.parent).toBeUndefined();
  });

  it("is not recorded where the caller decided so", () => {
    const trace = traceOf({ header: `Root=${ROOT};Parent=${PARENT};Sampled=0` }, "Active", NOW);
    expect(trace.sampled).toBe(false);
    expect(trace.header).toMatch(/;Sampled=0$/);
  });

  it("is handed on, and not recorded, where the function only passes it through", () => {
    const header = `Root=${ROOT};Parent=${PARENT};Sampled=1`;
    expect(traceOf({ header }, "PassThrough", NOW)).toMatchObject({ header, sampled: false });
  });

  it("of a batch is its own, with links to those of the messages", () => {
    const linked = [`Root=${ROOT};Parent=${PARENT};Sampled=1`, "no header"];
    const trace = traceOf({ linked }, "Active", NOW);
    expect(trace.root).not.toBe(ROOT);
    expect(trace.links).toEqual([{ root: ROOT, parent: PARENT, sampled: true }]);
  });
});
