import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { answering } from "./testing/deployable";
import { type Finished, Scene } from "./testing/scene";

jest.setTimeout(120_000);

let scene: Scene;
beforeEach(async () => {
  scene = await Scene.create();
});
afterEach(async () => {
  await scene.close();
});

/** Builds and deploys an orders service that answers `answer`. */
async function deployed(answer: string, memory?: number): Promise<Finished> {
  await scene.build(answering("orders", answer, memory));
  const run = await scene.run("deploy", [], undefined, { GITHUB_ACTOR: "ada" });
  expect(run.code).toBe(0);
  return run;
}

describe("history", () => {
  test("of what is not deployed", async () => {
    await scene.build(answering("orders", "one"));
    const run = await scene.run("history");
    expect(run).toMatchObject({ code: 0, report: { services: [{ functions: [{ version: null }] }] } });
    expect(run.report.services[0]?.functions[0]?.versions).toBeUndefined();
    expect(run.stderr).toContain("not deployed");
  });

  test("tells of each version what it holds, who deployed it and which is live, and needs no build", async () => {
    const one = await deployed("one");
    const two = await deployed("two");
    scene.forgetBuild("orders");
    const { code, report, stderr } = await scene.run("history");
    expect(code).toBe(0);
    const [entry] = report.services[0]?.functions ?? [];
    const digests = [two, one].map((run) => run.report.services[0]?.functions[0]?.digest);
    expect(entry).toMatchObject({
      version: "3",
      digest: digests[0],
      versions: [
        {
          version: "3",
          digest: digests[0],
          maker: "ferry",
          live: true,
          by: "ada",
          target: "//services/orders:bundle",
        },
        { version: "2", digest: digests[1], maker: "ferry", live: false, by: "ada", commit: null },
        { version: "1", maker: "placeholder", live: false, by: null },
      ],
    });
    expect(report.apiCalls).toEqual({
      total: 2,
      writes: 0,
      byOperation: { "Lambda.ListAliases": 1, "Lambda.ListVersionsByFunction": 1 },
    });
    expect(stderr).toMatch(
      /live +version 3 +\S+Z +[0-9a-f]{7} +commit unknown +by ada +\/\/services\/orders:bundle/,
    );
    expect(stderr).toMatch(/version 1 +\S+Z +placeholder of the new stack/);
  });
});
