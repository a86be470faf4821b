import { execFile } from "node:child_process";
import { join } from "node:path";
import { expect, jest, test } from "@jest/globals";
import { INVARIANTS } from "../deploy/testing/campaign/violation";
import { nodeBinary } from "../node/node-binary";
import { MUTATIONS } from "./mutations";

jest.setTimeout(300_000);

interface Result {
  readonly code: unknown;
  readonly deploys: number;
  readonly trace: string;
  readonly failed?: {
    readonly seed: number;
    readonly failure: { readonly invariant?: string; readonly message: string };
  };
}

/** Runs the program as users do. */
function simulate(...options: readonly string[]): Promise<Result> {
  return new Promise((resolve, reject) => {
    const args = [join(__dirname, "main.js"), "--json", "--no-shrink", ...options];
    execFile(nodeBinary(), args, { maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      const last = stdout.trimEnd().split("\n").at(-1) ?? "";
      if (last.startsWith("{")) resolve({ code: error?.code ?? 0, ...JSON.parse(last) });
      else reject(new Error(stderr, { cause: error }));
    });
  });
}

test("whatever goes wrong, the invariants hold", async () => {
  const { code, deploys } = await simulate("--deploys", "60");
  expect(code).toBe(0);
  expect(deploys).toBeGreaterThanOrEqual(60);
});

test("a seed plays the same campaign every time, whatever else runs", async () => {
  const options = ["--seed", "1000", "--deploys", "10", "--jobs", "1"];
  const [first, second] = await Promise.all([simulate(...options), simulate(...options)]);
  expect(second.trace).toBe(first.trace);
  const others = await simulate("--seed", "2000", "--deploys", "10", "--jobs", "1");
  expect(others.trace).not.toBe(first.trace);
});

test.each(Object.entries(MUTATIONS))("a deployer that %s is noticed", async (name, { noticedBy }) => {
  const { code, failed } = await simulate("--deploys", "60", "--mutation", name);
  expect([code, failed?.failure.invariant, failed?.failure.message]).toEqual([
    1,
    noticedBy,
    expect.any(String),
  ]);
});

test("each invariant has a mutation that it notices", () => {
  const noticed = Object.values(MUTATIONS).map(({ noticedBy }) => noticedBy);
  expect(new Set(noticed)).toEqual(new Set(Object.keys(INVARIANTS)));
});

test("wrong options are refused", async () => {
  await expect(simulate("--deploys", "none")).rejects.toThrow("error: --deploys must be a number from 1 on");
  await expect(simulate("--mutation", "sleeps")).rejects.toThrow('there is no mutation "sleeps"');
  await expect(simulate("--mutation", "toString")).rejects.toThrow('there is no mutation "toString"');
  await expect(simulate("--depoys", "3")).rejects.toThrow("--depoys");
});
