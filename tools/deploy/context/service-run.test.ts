import { describe, expect, test } from "@jest/globals";
import { FerryError } from "../error";
import type { FunctionVersion, ObservedService } from "../model/observed";
import { desire } from "../plan/desired";
import type { FunctionPlan, ServicePlan } from "../plan/plan";
import { testEnvironment } from "../testing/fixtures/environment";
import { serviceOf } from "../testing/fixtures/service";
import { type BuiltRun, ServiceRun } from "./service-run";

const functions = [
  { name: "orders", memory: 128, code: "first" },
  { name: "orders-report", memory: 128, code: "second" },
];
const desired = desire(serviceOf({ service: "orders", description: "", functions }), testEnvironment());
const FAILURE = new FerryError("FunctionFailed", "it is not usable");

function begin(): BuiltRun {
  return ServiceRun.built(desired, new Map([["//services/orders:orders", "built"]]));
}

function version(number: string, index: number, sha256?: string): FunctionVersion {
  return {
    version: number,
    sha256: sha256 ?? desired.functions[index]?.artifact.digest.sha256 ?? "",
    revisionId: "r",
    configuration: {},
    state: "Active",
    lastUpdateStatus: "Successful",
  };
}

/** The observed state: version `live` of each function, of the desired code or of another. */
function observed(...live: readonly (FunctionVersion | undefined)[]): ObservedService {
  const entries = desired.functions.map(({ name }, index) => {
    const one = live[index];
    return [name, one === undefined ? {} : { live: one }] as const;
  });
  const stack = { name: "test-orders", id: "id", status: "UPDATE_COMPLETE", tags: {}, parameters: {} };
  return {
    stack: { ...stack, outputs: { Url: "http://u" }, exports: [] },
    functions: Object.fromEntries(entries),
  };
}

function plan(stack: ServicePlan["stack"]["action"], ...actions: FunctionPlan["action"][]): ServicePlan {
  return {
    stack: { action: stack, first: undefined, protect: false } as ServicePlan["stack"],
    functions: actions.map((action) => ({
      action,
      reason: action === "create" ? "new" : action === "none" ? "none" : "code",
    })) as FunctionPlan[],
  };
}

const actions = ({ stack, functions: all }: ServiceRun): string[] => [
  stack.action,
  ...all.map(({ action }) => action),
];
const live = ({ functions: all }: ServiceRun): unknown[] =>
  all.map(({ before, version: now }) => [before, now]);

test("nothing is known of a service that was not observed", () => {
  const run = begin();
  expect(actions(run)).toEqual(["none", "none", "none"]);
  expect(run).toMatchObject({ observed: false, url: undefined });
  expect(run.functions.map(({ build }) => build)).toEqual(["built", "unknown"]);
});

describe("a deploy", () => {
  test("does what its newest plan says, except what an earlier one has done", () => {
    const run = begin();
    run.look(observed(version("1", 0, "a"), version("1", 1, "b")));
    run.planned(plan("update", "update", "update"));
    run.stackWritten();
    run.planned(plan("none", "update", "update"));
    run.functions[0]?.isLive("2", "c");
    run.functions[0]?.write();
    run.look(observed(version("2", 0), version("1", 1, "b")));
    run.planned(plan("none", "none", "none"));
    expect(actions(run)).toEqual(["update", "update", "none"]);
    expect(live(run)).toEqual([
      ["1", "2"],
      ["1", "1"],
    ]);
  });

  test("that fails has done only what was written", () => {
    const run = begin();
    run.look(observed(version("1", 0, "a"), version("1", 1, "b")));
    run.planned(plan("update", "update", "update"));
    run.functions[0]?.write();
    run.fail(FAILURE);
    expect(actions(run)).toEqual(["none", "update", "none"]);
    expect(run.functions[1]?.reason).toBe("none");
  });

  test("that fails without a response has done what shows afterwards", () => {
    const run = begin();
    run.look(observed(version("1", 0, "a"), version("1", 1, "b")));
    run.planned(plan("none", "update", "update"));
    // Someone else's code is not what this run has done.
    run.lookAfterFailure(observed(version("2", 0), version("2", 1, "c")));
    run.fail(FAILURE);
    expect(actions(run)).toEqual(["none", "update", "none"]);
    expect(live(run)).toEqual([
      ["1", "2"],
      ["1", "2"],
    ]);
    expect(run.stack.status).toBe("UPDATE_COMPLETE");
  });

  test("that fails after its function was made again, with the placeholder, has not updated it", () => {
    const run = begin();
    run.look(observed(version("7", 0, "a"), version("1", 1, "b")));
    run.planned(plan("none", "update", "none"));
    run.lookAfterFailure(observed(version("1", 0, "placeholder"), version("1", 1, "b")));
    run.fail(FAILURE);
    expect(actions(run)).toEqual(["none", "none", "none"]);
  });

  test("that is skipped or abandoned has done nothing", () => {
    for (const end of ["skip", "abandon"] as const) {
      const run = begin();
      run.planned(plan("update", "update", "none"));
      if (end === "skip") run.skip([begin()]);
      else run.abandon();
      expect(actions(run)).toEqual(["none", "none", "none"]);
    }
  });

  test("that creates a stack creates its functions, which then only get their code", () => {
    const run = begin();
    run.look({ functions: {} });
    run.planned(plan("create", "create", "create"));
    run.stackWritten();
    run.look(observed(version("1", 0, "placeholder"), version("1", 1, "placeholder")));
    run.planned(plan("none", "update", "update"));
    expect(actions(run)).toEqual(["create", "create", "create"]);
    expect(run.functions.map(({ placeholder }) => placeholder)).toEqual([true, true]);
    run.functions[0]?.isLive("2", version("2", 0).sha256);
    expect(run.functions.map(({ placeholder, before }) => [placeholder, before])).toEqual([
      [false, undefined],
      [true, undefined],
    ]);
  });
});

test("a function that a continued rollback has removed is created", () => {
  const run = begin();
  run.look(observed(version("1", 0, "a"), version("1", 1, "b")));
  run.planned(plan("update", "update", "none"));
  run.stackWritten();
  run.look(observed(undefined, version("1", 1, "b")));
  run.planned(plan("update", "create", "none"));
  run.look(observed(version("1", 0, "placeholder"), version("1", 1, "b")));
  run.planned(plan("none", "update", "none"));
  expect(actions(run)).toEqual(["update", "create", "none"]);
});

describe("a deletion", () => {
  test("deletes what was there", () => {
    const run = begin();
    run.look(observed(version("1", 0)));
    run.beginDeletion();
    run.deleted(["Table"]);
    expect(actions(run)).toEqual(["delete", "delete", "none"]);
    expect(run).toMatchObject({ url: undefined, stack: { written: true, retained: ["Table"] } });
    expect(run.functions[0]?.version).toBeUndefined();
  });

  test("that fails has done nothing, unless all is deleted afterwards", () => {
    for (const found of [observed(version("1", 0)), { functions: {} }]) {
      const run = begin();
      run.look(observed(version("1", 0)));
      run.beginDeletion();
      run.lookAfterFailure(found);
      run.fail(FAILURE);
      const isDeleted = found.stack === undefined;
      expect(actions(run)).toEqual(isDeleted ? ["delete", "delete", "none"] : ["none", "none", "none"]);
    }
  });
});
