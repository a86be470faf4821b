import { CloudFormationClient, ListChangeSetsCommand } from "@aws-sdk/client-cloudformation";
import {
  GetAliasCommand,
  LambdaClient,
  ListVersionsByFunctionCommand,
  UpdateAliasCommand,
} from "@aws-sdk/client-lambda";
import { describe, expect, test } from "@jest/globals";
import { Ledger, type Moment } from "../../testing/campaign/ledger";
import { seeded } from "../../testing/campaign/seeded-random";
import { answering } from "../../testing/scene/deployable";
import type { Finished } from "../../testing/scene/finished";
import { Scene } from "../../testing/scene/scene";
import { useScene } from "../../testing/scene/use-scene";

let ledger: Ledger;
const scene = useScene("each", undefined, () => {
  ledger = new Ledger();
  return { witness: ledger };
});

/**
 * Starts a deploy that gets the signal when a request has arrived or has been carried out, and is not answered yet: by their number,
 * and not by time, it meets the same moment on any machine.
 *
 * @param most requests of an undisturbed deploy, about; one that makes fewer of them ends by itself
 */
async function cutOff(random: () => number, most: number, signal: NodeJS.Signals): Promise<Finished> {
  const moment: Moment = random() < 0.5 ? "arrived" : "carried out";
  const { child, finished } = scene.start("deploy", ["--json"]);
  ledger.alarm(1 + Math.floor(random() * most), moment, () => child.kill(signal));
  const run = await finished;
  ledger.disarm();
  return run;
}

describe("a deploy that is killed", () => {
  // Each round kills one deploy at another of its requests.
  const rounds = 4;

  test.each([1, 2])("is finished by the same command (seed %d)", async (seed) => {
    const random = seeded(seed);
    const lambda = scene.client(LambdaClient);
    await scene.build(answering("orders", "first"));
    expect((await scene.run("deploy")).code).toBe(0);
    let killed = 0;

    for (let round = 0; round < rounds; round++) {
      await scene.build(answering("orders", `round ${round}`, round % 2 === 0 ? 128 : 256));
      const { signal } = await cutOff(random, round % 2 === 0 ? 14 : 20, "SIGKILL");
      if (signal === "SIGKILL") killed++;

      const clean = await scene.run("deploy");
      expect(clean).toMatchObject({ code: 0 });
      expect(await scene.answer()).toMatchObject({
        answer: `round ${round}`,
        memory: round % 2 === 0 ? "128" : "256",
      });
      const again = await scene.run("deploy");
      expect(again.report.apiCalls).toMatchObject({ total: 3, writes: 0 });
    }

    expect(killed).toBeGreaterThan(0);
    const { Versions = [] } = await lambda.send(
      new ListVersionsByFunctionCommand({ FunctionName: "local-orders" }),
    );
    // $LATEST, the placeholder, the first, and one for each round: no killed deploy published anything of its own.
    expect(Versions).toHaveLength(3 + rounds);
  });

  test("during the creation is finished by the same command, and leaves no change sets", async () => {
    const cloudFormation = scene.client(CloudFormationClient);
    const random = seeded(3);
    for (let round = 0; round < 4; round++) {
      await scene.build(answering("orders", `round ${round}`));
      await cutOff(random, 25, "SIGKILL");
      expect(await scene.run("deploy")).toMatchObject({ code: 0 });
      expect(await scene.answer()).toMatchObject({ answer: `round ${round}` });
      const { Summaries = [] } = await cloudFormation.send(
        new ListChangeSetsCommand({ StackName: "local-orders" }),
      );
      expect(Summaries.filter(({ ExecutionStatus }) => ExecutionStatus === "AVAILABLE")).toEqual([]);
      expect(await scene.run("destroy", ["--yes"])).toMatchObject({ code: 0 });
    }
  });
});

describe("two deploys at once", () => {
  test("of the same build both end well, from nothing and for a change", async () => {
    for (const version of [answering("orders", "one"), answering("orders", "two", 256)]) {
      await scene.build(version);
      const runs = await Promise.all([scene.run("deploy"), scene.run("deploy"), scene.run("deploy")]);
      expect(runs.map(({ code, stderr }) => [code, code === 0 ? "" : stderr])).toEqual(
        Array(3).fill([0, ""]),
      );
    }
    expect(await scene.answer()).toMatchObject({ answer: "two", memory: "256" });
    expect((await scene.run("deploy")).report.apiCalls.writes).toBe(0);
  });

  test("of different builds end with one of them, whole", async () => {
    const other = await Scene.create({ shareAccountOf: scene });
    await scene.build(answering("orders", "start"));
    expect(await scene.run("deploy")).toMatchObject({ code: 0 });
    for (let round = 0; round < 3; round++) {
      await scene.build(answering("orders", `left ${round}`, 128));
      await other.build(answering("orders", `right ${round}`, 256));
      const runs = await Promise.all([scene.run("deploy"), other.run("deploy")]);
      for (const { code, report, stderr } of runs) {
        if (code !== 0)
          expect([report.error?.code, stderr]).toEqual([
            "Contended",
            expect.stringContaining("someone else"),
          ]);
      }
      expect(runs.some(({ code }) => code === 0)).toBe(true);
      // One more run of each settles which came last; afterwards all is as it was asked for.
      expect(await other.run("deploy")).toMatchObject({ code: 0 });
      expect(await scene.answer()).toMatchObject({ answer: `right ${round}`, memory: "256" });
    }
    await other.close();
  });
});

describe("a deploy that is interrupted", () => {
  test.each(["SIGINT", "SIGTERM"] as const)(
    "by %s ends with 130, and the same command goes on",
    async (signal) => {
      const random = seeded(4);
      let interrupted = 0;
      for (let round = 0; round < 4; round++) {
        await scene.build(answering("orders", `${signal} ${round}`));
        const run = await cutOff(random, 20, signal);
        if (run.code === 130) {
          interrupted++;
          expect(run.report.error).toMatchObject({ code: "Interrupted" });
          expect(run.stderr).toContain("next: run the same command again");
          expect(run.stderr).toContain("live now: local-orders");
        }
        expect(await scene.run("deploy")).toMatchObject({ code: 0 });
        expect(await scene.answer()).toMatchObject({ answer: `${signal} ${round}` });
      }
      expect(interrupted).toBeGreaterThan(0);
    },
  );
});

describe("the alias live", () => {
  test("that someone else moved is put right", async () => {
    const lambda = scene.client(LambdaClient);
    await scene.build(answering("orders", "one"));
    await scene.run("deploy");
    await lambda.send(
      new UpdateAliasCommand({ FunctionName: "local-orders", Name: "live", FunctionVersion: "1" }),
    );
    const run = await scene.run("deploy");
    expect(run).toMatchObject({ code: 0, report: { uploadedBytes: 0 } });
    const alias = await lambda.send(new GetAliasCommand({ FunctionName: "local-orders", Name: "live" }));
    expect(alias.FunctionVersion).toBe("2");
  });
});
